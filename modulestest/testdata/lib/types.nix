# Types of options: { name; description; check; merge; }. merge gets values that
# have passed check.
{ lib }:
let
  equal =
    path: values:
    let
      first = builtins.head values;
    in
    if builtins.all (v: v == first) values then
      first
    else
      throw "The option `${path}' has conflicting definition values.";

  simple = name: check: {
    inherit name check;
    description = name;
    merge = equal;
  };

  int = simple "int" builtins.isInt // {
    description = "signed integer";
  };
  str = simple "str" builtins.isString // {
    description = "string";
  };

  # The elements of several definitions are definitions themselves.
  part = path: type: v: lib.mergeAt ".${path}" { inherit type; } [ v ];

  types = {
    inherit int str;
    bool = simple "bool" builtins.isBool // {
      description = "boolean";
    };
    ints = {
      between =
        low: high:
        types.addCheck int (n: n >= low && n <= high)
        // {
          description = "integer between ${toString low} and ${toString high} (both inclusive)";
        };
      positive = types.addCheck int (n: n > 0) // {
        description = "positive integer, meaning >0";
      };
      u32 = types.ints.between 0 4294967295;
    };
    float = simple "float" builtins.isFloat // {
      description = "floating point number";
    };
    package = simple "package" (v: (v.type or null) == "derivation");
    path =
      simple "path" (v: builtins.isPath v || (builtins.isString v && lib.hasPrefix "/" v))
      // {
        description = "absolute path";
      };
    lines = str // {
      description = "strings concatenated with \"\\n\"";
      merge = _: builtins.concatStringsSep "\n";
    };
    strMatching =
      pattern:
      types.addCheck str (s: builtins.match pattern s != null)
      // {
        description = "string matching the pattern ${pattern}";
      };
    enum =
      values:
      simple "enum" (v: builtins.elem v values)
      // {
        description =
          if builtins.length values == 1 then
            "value ${builtins.toJSON (builtins.head values)} (singular enum)"
          else
            "one of ${builtins.concatStringsSep ", " (map builtins.toJSON values)}";
      };
    anything = simple "anything" (_: true);

    addCheck = type: check: type // { check = v: type.check v && check v; };

    nullOr = type: {
      name = "nullOr";
      description = "null or ${type.description}";
      check = v: v == null || type.check v;
      merge =
        path: values:
        if builtins.all (v: v == null) values then null else type.merge path values;
    };

    either = a: b: {
      name = "either";
      description = "${a.description} or ${b.description}";
      check = v: a.check v || b.check v;
      merge =
        path: values:
        if builtins.all a.check values then
          a.merge path values
        else if builtins.all b.check values then
          b.merge path values
        else
          equal path values;
    };

    listOf = type: {
      name = "listOf";
      description = "list of ${type.description}";
      below = type.below or { };
      item = "*";
      check = builtins.isList;
      emptyValue = [ ];
      merge = path: values: map (part "${path}.*" type) (builtins.concatLists values);
    };
    nonEmptyListOf =
      type:
      types.addCheck (types.listOf type) (v: v != [ ])
      // {
        description = "non-empty (list of ${type.description})";
      };

    attrsOf = type: {
      name = "attrsOf";
      description = "attribute set of ${type.description}";
      below = type.below or { };
      item = "<name>";
      check = builtins.isAttrs;
      emptyValue = { };
      merge =
        path: values:
        builtins.mapAttrs (name: lib.mergeAt ".${path}.${name}" { inherit type; }) (
          lib.filterAttrs (_: lib.isDefined) (builtins.zipAttrsWith (_: vs: vs) values)
        );
    };

    submodule = module: {
      name = "submodule";
      description = "submodule";
      below = module.options or { };
      check = builtins.isAttrs;
      emptyValue = (lib.evalModules { modules = [ module ]; }).config;
      merge =
        path: values:
        if module ? freeformType then
          freeform path module values
        else
          (lib.evalModules {
            modules = [ module ] ++ map (config: { inherit config; }) values;
          }).config;
    };
  };

  # The declared fields, and the others by the type for all of them.
  freeform =
    path: module: values:
    let
      isDeclared = name: _: (module.options or { }) ? ${name};
      declared = lib.evalModules {
        modules = [
          { options = module.options or { }; }
        ]
        ++ map (v: { config = lib.filterAttrs isDeclared v; }) values;
      };
    in
    module.freeformType.merge path (map (lib.filterAttrs (name: v: !isDeclared name v)) values)
    // declared.config;
in
types
