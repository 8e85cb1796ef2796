# The templates of `nix flake init -t github:buildmachines/buildmachines#NAME`.
rec {
  default = homelab;

  homelab = {
    path = ./homelab;
    description = "A laptop that sends builds to a desktop with NixOS and to a Raspberry Pi";
  };
  ci-farm = {
    path = ./ci-farm;
    description = "A farm of identical builders with NixOS, and a runner that builds nothing locally";
  };
  darwin-laptop = {
    path = ./darwin-laptop;
    description = "A Mac that sends all builds for Linux to a server with NixOS";
  };
}
