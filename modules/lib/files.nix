# Reading what `buildmachines compile` wrote.
{ lib, ... }:
let
  formatVersion = 1; # of either file

  read = file: builtins.fromJSON (builtins.readFile file);

  # Returns what is wrong with a file, or null.
  fault =
    file: value:
    let
      version = value.format_version or null;
    in
    if version == formatVersion then
      null
    else if builtins.isInt version then
      "${file} has format_version ${toString version}, and these modules read ${toString formatVersion}. Take the program and the modules from the same release, and compile the inventory again."
    else
      "${file} is not what it has to be: it has no format_version. Give the plan.json that `buildmachines compile --out` wrote, with modules.json beside it.";
in
{
  # Returns the plan, the data of modules.json, and what is wrong with them. They
  # are empty if they cannot be read, so that a module can still say why.
  readFiles =
    file:
    let
      beside = dirOf file + "/modules.json";
      plan = read file;
      data = read beside;
      ofPlan = fault "buildmachines.plan" plan;
      wrong =
        if ofPlan != null then
          ofPlan
        else if builtins.pathExists beside then
          fault "modules.json, beside buildmachines.plan," data
        else
          "There is no modules.json beside buildmachines.plan. `buildmachines compile --out` writes both: commit both.";
      empty = lib.genAttrs [ "builders" "clients" "hosts" ] (_: { });
    in
    {
      faults = lib.optional (wrong != null) wrong;
      plan = if wrong == null then plan else empty;
      data = if wrong == null then data else empty;
    };
}
