# Types of options. They refuse what the compiler refuses in the inventory.
{ lib, bm }:
let
  inherit (lib) types;

  isSafe =
    path:
    builtins.replaceStrings [ "\n" "\r" "\t" "\"" "\\" "\${" ] [ "" "" "" "" "" "" ] path == path;
in
{
  types = {
    # Not types.path, which takes `./key` and copies it to the store, where
    # everybody can read it.
    keyPath =
      types.addCheck types.str (
        path: lib.hasPrefix "/" path && !lib.hasPrefix "${builtins.storeDir}/" path && isSafe path
      )
      // {
        name = "keyPath";
        description = "absolute path outside of the Nix store, as a string";
      };

    # What a column of a machines file can hold, alone or as an item of a list.
    word = types.strMatching "[!$-+./0-9:<-~-]+" // {
      description = "word without blanks, commas, quotes, # and ;";
    };

    # As for a builder of the inventory.
    jobs = types.ints.between 1 65535;

    # A name of the plan, or false for none.
    role = types.nullOr (types.either (types.enum [ false ]) types.str);
  };
}
