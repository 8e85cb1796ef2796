# A check for `nix flake check`: the committed plan is what the inventory says.
{ ... }:
{
  # Returns a derivation that builds where it is, and fails with the difference
  # where it is not. inventory and plan are paths; package is buildmachines for
  # the system of pkgs. It runs when it is built, not during evaluation.
  checkPlan =
    {
      pkgs,
      package,
      inventory,
      plan,
    }:
    let
      # A file with its neighbours, since an inventory names the files of keys.
      isFile = builtins.isPath inventory && builtins.readFileType inventory == "regular";
      whole = if isFile then "${dirOf inventory}/${baseNameOf inventory}" else inventory;
    in
    pkgs.runCommand "buildmachines-plan-is-current" { nativeBuildInputs = [ package ]; } ''
      buildmachines plan -f ${whole} > current.json
      if ! diff -u --label plan.json --label inventory ${plan} current.json; then
        echo "The plan is not what the inventory says. Run buildmachines compile again, and commit what it writes." >&2
        exit 1
      fi
      touch $out
    '';
}
