# A stand-in for nix-darwin.
{
  inputs.nixpkgs.url = "path:../nixpkgs";

  outputs =
    { nixpkgs, ... }:
    {
      lib = { inherit (nixpkgs.lib) darwinSystem; };
    };
}
