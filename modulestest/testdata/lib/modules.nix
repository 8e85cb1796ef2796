# Evaluating modules, as far as the tests need it: imports, options, definitions
# with conditions, priorities and orders, and _class.
{ lib }:
let
  isOption = v: (v._type or null) == "option";
  isProperty = v: builtins.isAttrs v && v ? _type && v._type != "option";

  # Modules by file, all that are imported.
  load =
    class: args: module:
    let
      isFile = builtins.isPath module || builtins.isString module;
      raw = if isFile then import module else module;
      value = if builtins.isFunction raw then raw args else raw;
      isLong = value ? config || value ? options;
      wrongClass = value ? _class && class != null && value._class != class;
    in
    if wrongClass then
      throw "The module (class: \"${value._class}\") cannot be imported into a module evaluation that expects class \"${class}\"."
    else
      [
        {
          options = value.options or { };
          config =
            if isLong then
              value.config or { }
            else
              builtins.removeAttrs value [
                "imports"
                "_class"
              ];
        }
      ]
      ++ builtins.concatMap (load class args) (value.imports or [ ]);

  mergeDeclarations =
    path: trees:
    if builtins.any isOption trees then
      if builtins.length trees > 1 then
        throw "The option `${path}' is declared twice."
      else
        builtins.head trees
    else
      builtins.zipAttrsWith (name: mergeDeclarations "${path}.${name}") trees;

  # A definition at an option, without conditions, as
  # { priority; order; value; }.
  discharge =
    v:
    let
      kinds = {
        merge = builtins.concatMap discharge v.contents;
        "if" = if v.condition then discharge v.content else [ ];
        override = map (d: d // { inherit (v) priority; }) (discharge v.content);
        order = map (d: d // { order = v.priority; }) (discharge v.content);
      };
      plain = [
        {
          priority = 100;
          order = 1000;
          value = v;
        }
      ];
    in
    if isProperty v then kinds.${v._type} else plain;

  # Definitions above options are split by name, without a look at conditions.
  push =
    v:
    if !isProperty v then
      [ v ]
    else if v._type == "merge" then
      builtins.concatMap push v.contents
    else
      map (builtins.mapAttrs (_: content: v // { inherit content; })) (push v.content);

  strip = name: builtins.substring 1 (-1) name;

  evalOption =
    path: option: definitions:
    let
      all = builtins.concatMap discharge definitions ++ fallback;
      fallback = lib.optional (option ? default) {
        priority = 1500;
        order = 1000;
        value = option.default;
      };
      lesser = least: d: if d.priority < least then d.priority else least;
      first = builtins.foldl' lesser 10000 all;
      used = builtins.filter (d: d.priority == first) all;
      sorted = builtins.sort (a: b: a.order < b.order) used;
      values = map (d: d.value) sorted;
      wrong = builtins.filter (v: !option.type.check v) values;
    in
    if values == [ ] then
      option.type.emptyValue or (throw "The option `${strip path}' was accessed but has no value defined. Try setting the option.")
    else if wrong != [ ] then
      throw "A definition for option `${strip path}' is not of type `${option.type.description}'."
    else
      option.type.merge (strip path) values;

  evalTree =
    path: tree: definitions:
    if isOption tree then
      evalOption path tree definitions
    else
      let
        pushed = builtins.concatMap push definitions;
        names = builtins.concatMap builtins.attrNames pushed;
        unknown = builtins.filter (name: !tree ? ${name}) names;
      in
      if unknown != [ ] then
        throw "The option `${strip path}${lib.optionalString (path != "") "."}${builtins.head unknown}' does not exist."
      else
        builtins.mapAttrs (
          name: below:
          evalTree "${path}.${name}" below (
            map (d: d.${name}) (builtins.filter (d: d ? ${name}) pushed)
          )
        ) tree;

  property = _type: rest: { inherit _type; } // rest;
in
{
  evalModules =
    {
      modules,
      specialArgs ? { },
      class ? null,
    }:
    let
      args = {
        inherit lib config options;
      }
      // specialArgs;
      loaded = builtins.concatMap (load class args) modules;
      options = mergeDeclarations "" (map (m: m.options) loaded);
      config = evalTree "" options (map (m: m.config) loaded);
    in
    {
      inherit config options;
    };

  # For types that have parts: the value of one, and whether it has any.
  mergeAt = evalOption;
  isDefined = definitions: builtins.concatMap discharge definitions != [ ];

  mkOption = option: property "option" option;
  mkIf = condition: content: property "if" { inherit condition content; };
  mkMerge = contents: property "merge" { inherit contents; };
  mkOverride = priority: content: property "override" { inherit priority content; };
  mkForce = lib.mkOverride 50;
  mkDefault = lib.mkOverride 1000;
  mkOrder = priority: content: property "order" { inherit priority content; };
  mkBefore = lib.mkOrder 500;
  mkAfter = lib.mkOrder 1500;
  literalExpression = text: property "literalExpression" { inherit text; };
}
