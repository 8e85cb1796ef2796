# Without flakes: (import ./. { }).buildmachines is the program, and the modules are
# where they are in flake.nix. They can be imported by their paths as well.
{
  pkgs ? import <nixpkgs> { },
}:
let
  buildmachines = pkgs.callPackage ./package.nix { };
  inherit (import ./modules/lib { inherit (pkgs) lib; }) checkPlan;
in
{
  inherit buildmachines;

  nixosModules.default = ./modules/nixos.nix;
  darwinModules.default = ./modules/darwin.nix;
  homeModules.default = ./modules/home.nix;

  lib.checkPlan =
    args:
    checkPlan (
      {
        inherit pkgs;
        package = buildmachines;
      }
      // args
    );
}
