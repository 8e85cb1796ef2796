# A stand-in for the parts of nixpkgs' lib that ../../../modules use, written for
# the tests: they run where nixpkgs is not. With BUILDMACHINES_NIXPKGS_LIB they
# run with the real one too.
let
  letters = s: builtins.genList (i: builtins.substring i 1 s) (builtins.stringLength s);

  lib = {
    inherit lib;

    optional = condition: v: if condition then [ v ] else [ ];
    optionals = condition: v: if condition then v else [ ];
    optionalAttrs = condition: v: if condition then v else { };
    optionalString = condition: v: if condition then v else "";
    concatMapStrings = f: list: builtins.concatStringsSep "" (map f list);
    mapAttrs = builtins.mapAttrs;
    mapAttrsToList = f: attrs: map (name: f name attrs.${name}) (builtins.attrNames attrs);
    filterAttrs =
      keep: attrs:
      builtins.removeAttrs attrs (
        builtins.filter (name: !keep name attrs.${name}) (builtins.attrNames attrs)
      );
    partition = builtins.partition;
    unique = builtins.foldl' (all: v: if builtins.elem v all then all else all ++ [ v ]) [ ];
    hasPrefix = start: s: builtins.substring 0 (builtins.stringLength start) s == start;
    removePrefix =
      start: s:
      if lib.hasPrefix start s then builtins.substring (builtins.stringLength start) (-1) s else s;
    splitString = sep: s: builtins.filter builtins.isString (builtins.split "[${sep}]" s);
    toLower = builtins.replaceStrings (letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ") (
      letters "abcdefghijklmnopqrstuvwxyz"
    );

    strings.levenshtein = import ./levenshtein.nix;
  }
  // import ./modules.nix { inherit lib; }
  // {
    types = import ./types.nix { inherit lib; };
  };
in
lib
