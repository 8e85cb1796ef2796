# The options of a release, from its record in testdata/options, as modules.
{ lib, folder }:
let
  inherit (lib) types;

  # What a record changes in the one that it is like (internal/optionset).
  overlaid =
    old: changes:
    old
    // builtins.mapAttrs (
      name: o:
      let
        was = old.${name} or { };
      in
      was
      // o
      // lib.optionalAttrs (was ? fields || o ? fields) {
        fields = overlaid (was.fields or { }) (o.fields or { });
      }
    ) changes;

  optionsOf =
    name:
    let
      record = builtins.fromJSON (builtins.readFile (folder + "/${name}.json"));
    in
    overlaid (if record ? like then optionsOf record.like else { }) record.options;

  all = builtins.foldl' (options: name: optionsOf name // options) { };

  number = types.either types.int types.float;
  atom = types.nullOr (types.either types.bool (types.either number types.str));
  simple = {
    inherit (types)
      bool
      int
      str
      lines
      path
      ;
    inherit (types.ints) u32;
    inherit atom;
    line = types.strMatching "[^\n\r]*";
    positive = types.addCheck number (n: n > 0);
    setting = types.either atom (types.listOf atom);
  };

  # A type is words such as "listOf str"; see package optionset.
  typeOf =
    option: words:
    let
      word = builtins.head words;
      rest = typeOf option (builtins.tail words);
      at = i: typeOf option [ (builtins.elemAt words i) ];
    in
    if word == "nullOr" then
      types.nullOr rest
    else if word == "listOf" then
      types.listOf rest
    else if word == "attrsOf" then
      types.attrsOf rest
    else if word == "passwdEntry" then
      types.addCheck rest (s: builtins.match "[^:\n]*" s != null)
    else if word == "either" then
      types.either (at 1) (at 2)
    else if word == "enum" then
      types.enum option.values
    else if word == "submodule" then
      types.submodule (
        {
          options = builtins.mapAttrs (_: declared) option.fields or { };
        }
        // lib.optionalAttrs (option ? freeform) {
          freeformType = types.attrsOf (typeOf option [ option.freeform ]);
        }
      )
    else
      simple.${word};

  declared =
    option:
    lib.mkOption (
      {
        type = typeOf option (lib.splitString " " option.type);
      }
      // lib.optionalAttrs (option ? default && !(option.stays or false)) {
        inherit (option) default;
      }
    );

  nested =
    path: value:
    if path == [ ] then value else { ${builtins.head path} = nested (builtins.tail path) value; };

  # Defaults that stay beside what others define.
  staying =
    option:
    builtins.mapAttrs (_: field: lib.mkAfter field.default) (
      lib.filterAttrs (_: field: field.stays or false) (option.fields or { })
    );
in
{
  # Returns a module for each option of the records, of which several have the
  # same one.
  modules =
    names:
    lib.mapAttrsToList (
      path: option:
      let
        parts = lib.splitString "." path;
      in
      {
        options = nested parts (declared option);
        config = lib.optionalAttrs (staying option != { }) (nested parts (staying option));
      }
    ) (all names);

  # The paths of the options of the records.
  paths = names: map (lib.splitString ".") (builtins.attrNames (all names));
}
