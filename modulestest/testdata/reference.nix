# The options of ../../modules/options.nix, one after the other.
{ lib }:
let
  text = v: if (v._type or null) == "literalExpression" then v.text else show v;

  show =
    v:
    if builtins.isList v then
      "[${lib.concatMapStrings (item: " ${show item}") v} ]"
    else if v == { } then
      "{ }"
    else
      builtins.toJSON v;

  walk =
    path: tree:
    if tree ? _type then
      [
        {
          name = path;
          type = tree.type.description;
          default = if tree ? default then text (tree.defaultText or tree.default) else null;
          example = if tree ? example then text tree.example else null;
          inherit (tree) description;
        }
      ]
      ++ walk "${path}.${tree.type.item or ""}" (tree.type.below or { })
    else
      builtins.concatMap (name: walk "${path}.${name}" tree.${name}) (builtins.attrNames tree);
in
walk "buildmachines"
  (lib.evalModules { modules = [ ../../modules/options.nix ]; }).options.buildmachines
