# The rest of the server's configuration: hardware-configuration.nix and your own settings.
{
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "26.05";
  boot.binfmt.emulatedSystems = [ "aarch64-linux" ];
}
