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
    nameValuePair = name: value: { inherit name value; };
    genAttrs = names: f: builtins.listToAttrs (map (name: lib.nameValuePair name (f name)) names);
    attrByPath =
      path: default: v:
      if path == [ ] then
        v
      else if v ? ${builtins.head path} then
        lib.attrByPath (builtins.tail path) default v.${builtins.head path}
      else
        default;
    hasAttrByPath =
      path: v:
      path == [ ]
      || v ? ${builtins.head path} && lib.hasAttrByPath (builtins.tail path) v.${builtins.head path};
    setAttrByPath =
      path: v:
      if path == [ ] then v else { ${builtins.head path} = lib.setAttrByPath (builtins.tail path) v; };
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
