# A check for `nix flake check`: what is committed is what the inventory says.
{ ... }:
{
  # Returns a derivation that builds where the plan and modules.json beside it are
  # current, and fails with the difference where they are not. inventory and plan
  # are paths; package is buildmachines for the system of pkgs. It runs when it is
  # built, not during evaluation.
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
      buildmachines compile --modules -f ${whole} --out current
      if ! { diff -u --label plan.json --label inventory ${plan} current/plan.json &&
        diff -u --label modules.json --label inventory ${dirOf plan + "/modules.json"} current/modules.json; }; then
        echo "The plan does not match the inventory. Run buildmachines compile again, and commit the result." >&2
        exit 1
      fi
      touch $out
    '';
}
