# The rest of the server's configuration: hardware-configuration.nix and yours.
{
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "26.05";
  boot.binfmt.emulatedSystems = [ "aarch64-linux" ];
}
