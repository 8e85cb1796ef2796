# What flake.nix and package.nix use of nixpkgs' lib, where ./lib lacks it.
let
  lib = {
    genAttrs =
      names: f:
      builtins.listToAttrs (
        map (name: {
          inherit name;
          value = f name;
        }) names
      );
    nameValuePair = name: value: { inherit name value; };
    mapAttrs' = f: attrs: builtins.listToAttrs (map (name: f name attrs.${name}) (builtins.attrNames attrs));
    head = builtins.head;
    findFirst =
      found: default: list:
      let
        all = builtins.filter found list;
      in
      if all == [ ] then default else builtins.head all;
    hasSuffix =
      end: s:
      let
        n = builtins.stringLength s - builtins.stringLength end;
      in
      n >= 0 && builtins.substring n (-1) s == end;
    versionAtLeast = a: b: builtins.compareVersions a b >= 0;
    importJSON = file: builtins.fromJSON (builtins.readFile file);
    assertMsg = ok: message: ok || throw message;
    getExe = package: "${package}/bin/${package.meta.mainProgram}";
    licenses.mit.spdxId = "MIT";

    # A set of files is a function that knows its members by their paths.
    fileset =
      let
        below = root: path: path == toString root || base.hasPrefix "${toString root}/" path;
        asSet = set: if builtins.isFunction set then set else below set;
      in
      {
        unions =
          sets: path:
          builtins.any (set: asSet set path) sets;
        fileFilter =
          member: root: path:
          below root path && member { name = baseNameOf path; };
        toSource =
          { root, fileset }:
          {
            outPath = builtins.path {
              name = "source";
              path = root;
              filter = path: type: type == "directory" || fileset path;
            };
          };
      };
  };
  base = import ./lib;
in
lib // base
