{
  description = "A Mac that sends builds for Linux to a server";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";
  inputs.nix-darwin.url = "github:nix-darwin/nix-darwin";
  inputs.nix-darwin.inputs.nixpkgs.follows = "nixpkgs";
  inputs.buildmachines.url = "github:buildmachines/buildmachines";
  inputs.buildmachines.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    {
      nixpkgs,
      nix-darwin,
      buildmachines,
      ...
    }:
    let
      plan = ./builders/plan.json;

      # Client, builder or both: the plan says it, by the name of the host.
      settings = hostName: {
        networking = { inherit hostName; };
        buildmachines = {
          enable = true;
          inherit plan;
        };
      };
    in
    {
      darwinConfigurations.macbook = nix-darwin.lib.darwinSystem {
        modules = [
          buildmachines.darwinModules.default
          ./machines/macbook.nix
          (settings "macbook")
        ];
      };

      nixosConfigurations.server = nixpkgs.lib.nixosSystem {
        modules = [
          buildmachines.nixosModules.default
          ./machines/server.nix
          (settings "server")
        ];
      };

      # nix flake check fails when the plan is not what the inventory says.
      checks.aarch64-darwin.builders = buildmachines.lib.checkPlan {
        pkgs = nixpkgs.legacyPackages.aarch64-darwin;
        inventory = ./buildmachines.hcl;
        inherit plan;
      };
    };
}
