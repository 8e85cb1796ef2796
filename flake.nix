{
  description = "One inventory of Nix remote builders, compiled into every file that both ends need";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      inherit (import ./modules/lib { inherit lib; }) checkPlan;

      perSystem =
        f:
        lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
          "x86_64-darwin"
          "aarch64-darwin"
        ] (system: f nixpkgs.legacyPackages.${system});
      systemOf = pkgs: pkgs.stdenv.hostPlatform.system;

      version = "0-${self.shortRev or self.dirtyShortRev or "dirty"}";
      build = pkgs: pkgs.callPackage ./package.nix { inherit version; };
    in
    {
      # Paths: nothing of this flake's nixpkgs is in them, and a module that is
      # imported twice is one.
      nixosModules = rec {
        buildmachines = ./modules/nixos.nix;
        default = buildmachines;
      };
      darwinModules = rec {
        buildmachines = ./modules/darwin.nix;
        default = buildmachines;
      };
      homeModules = rec {
        buildmachines = ./modules/home.nix;
        default = buildmachines;
      };

      # A derivation for the checks of a flake with an inventory: it fails with the
      # difference between { inventory, plan }. pkgs says for which system.
      lib.checkPlan =
        { pkgs, ... }@args: checkPlan ({ package = self.packages.${systemOf pkgs}.default; } // args);

      packages = perSystem (pkgs: rec {
        buildmachines = build pkgs;
        default = buildmachines;
      });

      overlays.default = final: _: { buildmachines = build final; };

      apps = perSystem (pkgs: {
        default = {
          type = "app";
          program = lib.getExe self.packages.${systemOf pkgs}.default;
          meta.description = "Compile an inventory of remote builders";
        };
      });

      templates = import ./templates;

      checks = perSystem (
        pkgs:
        import ./checks.nix {
          inherit lib pkgs;
          flake = self;
          package = self.packages.${systemOf pkgs}.default;
        }
      );

      devShells = perSystem (pkgs: {
        default = pkgs.mkShell {
          inputsFrom = [ self.packages.${systemOf pkgs}.default ];
          packages = [
            pkgs.dash
            pkgs.groff
            pkgs.nixfmt
            pkgs.openssh
          ];
        };
      });

      formatter = perSystem (pkgs: pkgs.nixfmt-tree);
    };
}
