# The rest of the desktop's configuration: hardware-configuration.nix and yours.
{
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "26.05";
}
