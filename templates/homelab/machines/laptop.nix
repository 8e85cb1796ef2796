# The rest of the laptop's configuration: hardware-configuration.nix and your own settings.
{
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "26.05";
}
