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

      # The plan says for each host name whether it is a client, a builder or both.
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

      # nix flake check fails if the plan does not match the inventory.
      checks.aarch64-darwin.builders = buildmachines.lib.checkPlan {
        pkgs = nixpkgs.legacyPackages.aarch64-darwin;
        inventory = ./buildmachines.hcl;
        inherit plan;
      };
    };
}
