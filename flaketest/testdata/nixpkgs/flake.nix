# A stand-in for nixpkgs, for the flake of this tree and those of its templates. The
# tests put more beside it:
#
#   lib/             nixpkgs' lib, or modulestest's stand-in for it
#   options/         the records of options
#   records.nix      which reads them
#   program          buildmachines, already built
{
  outputs =
    { ... }:
    let
      lib = import ./lib.nix;
    in
    {
      lib = lib // {
        nixosSystem = import ./machine.nix {
          inherit lib;
          class = "nixos";
          release = "nixos-26.11";
        };
        # Not in nixpkgs: it is for the stand-in of nix-darwin.
        darwinSystem = import ./machine.nix {
          inherit lib;
          class = "darwin";
          release = "nix-darwin-26.11";
        };
      };
      legacyPackages = lib.genAttrs [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ] (system: import ./. { inherit system; });
    };
}
