{
  description = "A farm of builders and the runner that sends builds there";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.buildmachines.url = "github:buildmachines/buildmachines";
  inputs.buildmachines.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    { nixpkgs, buildmachines, ... }:
    let
      inherit (nixpkgs) lib;
      plan = ./builders/plan.json;

      machine =
        hostName: system:
        lib.nixosSystem {
          modules = [
            buildmachines.nixosModules.default
            ./machine.nix
            {
              networking = { inherit hostName; };
              nixpkgs.hostPlatform = system;
              buildmachines = {
                enable = true;
                inherit plan;
              };
            }
          ];
        };

      # Each builder of the inventory is a machine here, with the first of its systems.
      builders = lib.mapAttrs (
        name: builder: machine name (lib.head builder.systems)
      ) (lib.importJSON plan).builders;
    in
    {
      nixosConfigurations = builders // {
        runner = machine "runner" "x86_64-linux";
      };

      # nix flake check fails if the plan does not match the inventory.
      checks = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system: {
        builders = buildmachines.lib.checkPlan {
          pkgs = nixpkgs.legacyPackages.${system};
          inventory = ./buildmachines.hcl;
          inherit plan;
        };
      });
    };
}
