# The rest of the Mac's configuration.
{
  nixpkgs.hostPlatform = "aarch64-darwin";
  system.stateVersion = 6;
}
