# The program, its completions and its manual pages: pkgs.callPackage ./package.nix { }
{
  lib,
  stdenv,
  buildPackages,
  buildGoModule,
  installShellFiles,
  version ? "0-dev",
}:
let
  inherit (lib) fileset;

  # go.mod says which Go it needs, and a build has no network to fetch one with.
  wanted = lib.removePrefix "go " (
    lib.findFirst (lib.hasPrefix "go ") "go 1.26" (lib.splitString "\n" (builtins.readFile ./go.mod))
  );
  go =
    lib.findFirst (go: go != null && lib.versionAtLeast go.version wanted)
      (throw "buildmachines needs Go ${wanted} or later, and this nixpkgs has ${buildPackages.go.version}. Update the input nixpkgs.")
      [
        buildPackages.go
        (buildPackages.go_1_26 or null)
        (buildPackages.go_latest or null)
      ];
in
(buildGoModule.override { inherit go; }) {
  pname = "buildmachines";
  inherit version;

  # Tests of all packages are in it: what they import is vendored too.
  src = fileset.toSource {
    root = ./.;
    fileset = fileset.unions [
      ./go.mod
      ./go.sum
      (fileset.fileFilter (file: lib.hasSuffix ".go" file.name) ./.)
      ./cmd/buildmachines
      ./emit/bootstrap/script
      ./internal/counterpart/host.sh
    ];
  };

  # BUILDMACHINES_UPDATE=1 go test ./flaketest writes it after a change of go.mod.
  vendorHash = "sha256-ffpjwqIaTTYrtjrt4CNFgefjFeh5QZ/VdzW/bSdUl18=";

  subPackages = [ "cmd/buildmachines" ];
  env.CGO_ENABLED = 0;
  ldflags = [
    "-s"
    "-w"
    "-X main.version=${version}"
  ];

  # The scripts drive the whole program, and need nothing but it. The check
  # "tests" of the flake runs everything.
  checkFlags = [ "-run=^TestScripts$" ];

  nativeBuildInputs = [ installShellFiles ];
  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    $out/bin/buildmachines man --out manual
    installManPage manual/*
    installShellCompletion --cmd buildmachines \
      --bash <($out/bin/buildmachines completion bash) \
      --zsh <($out/bin/buildmachines completion zsh) \
      --fish <($out/bin/buildmachines completion fish)
  '';

  meta = {
    description = "Compiles one inventory of Nix remote builders into every file that both ends need";
    homepage = "https://github.com/buildmachines/buildmachines";
    license = lib.licenses.mit;
    mainProgram = "buildmachines";
  };
}
