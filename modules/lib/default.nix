# What the modules share. They read two files of `buildmachines compile`: the plan
# (docs/plan.md), and modules.json beside it, with the texts and options that the
# program writes for every host, in pieces.
{ lib }:
let
  bm = builtins.foldl' (all: part: all // import part { inherit lib bm; }) { } [
    ./files.nix
    ./client.nix
    ./roles.nix
    ./machines.nix
    ./machine.nix
    ./check-plan.nix
  ];
in
bm
