# What `nix flake check` builds, beyond the package: its own check runs the scripts.
{
  lib,
  pkgs,
  flake,
  package,
}:
let
  templates = removeAttrs flake.templates [ "default" ];

  # Every test. Those that need root, another Nix or an sshd say so and are
  # skipped: ./test runs them.
  tests = package.overrideAttrs {
    name = "buildmachines-tests";
    src = flake;
    subPackages = [ ];
    checkFlags = [ "-short" ];
    installPhase = "touch $out";
  };

  # What a template's modules read is not older than its inventory.
  current =
    name: template:
    lib.nameValuePair "template-${name}" (
      pkgs.runCommand "buildmachines-template-${name}" { nativeBuildInputs = [ package ]; } ''
        cd ${template.path}
        buildmachines compile --strict --modules --out builders --check
        touch $out
      ''
    );

  # A machine with NixOS that imports our module beside its plan, or the module
  # that `compile` emitted for it.
  options =
    hostName: module:
    let
      inherit
        (lib.nixosSystem {
          modules = [
            module
            {
              networking = { inherit hostName; };
              nixpkgs.hostPlatform = "x86_64-linux";
              system.stateVersion = "26.05";
            }
          ];
        })
        config
        ;
    in
    {
      inherit (config.nix) buildMachines distributedBuilds settings;
      inherit (config.programs.ssh) extraConfig;
      failed = map (a: a.message) (
        builtins.filter (a: !a.assertion && lib.hasPrefix "buildmachines" a.message) config.assertions
      );
    };

  golden = ./testdata/golden/homelab-of-three;
  byModule = options "laptop" {
    imports = [ flake.nixosModules.default ];
    buildmachines = {
      enable = true;
      plan = golden + "/plan.json";
    };
  };
  byFile = options "laptop" (golden + "/want/clients/laptop/nixos.nix");
in
{
  inherit package tests;

  modules =
    assert lib.assertMsg (byModule.buildMachines != [ ] && byModule == byFile)
      "modules/nixos.nix sets something else than the emitted module";
    pkgs.runCommand "buildmachines-modules" { } "touch $out";

  plan = flake.lib.checkPlan {
    inherit pkgs;
    inventory = templates.ci-farm.path + "/buildmachines.hcl";
    plan = templates.ci-farm.path + "/builders/plan.json";
  };
}
// lib.mapAttrs' current templates
