# The rest of the desktop's configuration: hardware-configuration.nix and your own settings.
{
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "26.05";
}
