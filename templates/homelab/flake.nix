{
  description = "A laptop that sends builds to the machines at home";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.buildmachines.url = "github:buildmachines/buildmachines";
  inputs.buildmachines.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    { nixpkgs, buildmachines, ... }:
    let
      inherit (nixpkgs) lib;

      # The plan says for each host name whether it is a client, a builder or both.
      machine =
        hostName:
        lib.nixosSystem {
          modules = [
            buildmachines.nixosModules.default
            ./machines/${hostName}.nix
            {
              networking = { inherit hostName; };
              buildmachines = {
                enable = true;
                plan = ./builders/plan.json;
              };
            }
          ];
        };
    in
    {
      nixosConfigurations = lib.genAttrs [
        "laptop"
        "desktop"
      ] machine;

      # nix flake check fails if the plan does not match the inventory.
      checks = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system: {
        builders = buildmachines.lib.checkPlan {
          pkgs = nixpkgs.legacyPackages.${system};
          inventory = ./buildmachines.hcl;
          plan = ./builders/plan.json;
        };
      });
    };
}
