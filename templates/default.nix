# What `nix flake init -t github:buildmachines/buildmachines#NAME` starts with.
rec {
  default = homelab;

  homelab = {
    path = ./homelab;
    description = "A laptop that sends builds to a desktop with NixOS and to a Raspberry Pi";
  };
  ci-farm = {
    path = ./ci-farm;
    description = "A farm of equal builders with NixOS, and a runner that builds nothing itself";
  };
  darwin-laptop = {
    path = ./darwin-laptop;
    description = "A Mac that has everything for Linux built by a server with NixOS";
  };
}
