# The packages for a system. Their derivations have no compiler behind them: that
# of a Go program has the program which the tests built.
{
  system ? builtins.currentSystem,
}:
let
  lib = import ./lib.nix;

  derive =
    args:
    derivation (
      {
        inherit system;
        builder = "/bin/bash";
        args = [
          "-euc"
          ''
            PATH=/usr/bin:/bin
            for input in $nativeBuildInputs; do PATH=$input/bin:$PATH; done
            eval "$script"
          ''
        ];
        nativeBuildInputs = [ ];
      }
      // args
    );

  # What the attributes of a package are in a shell.
  known = [
    "src"
    "vendorHash"
    "subPackages"
    "checkFlags"
    "ldflags"
    "nativeBuildInputs"
    "postInstall"
    "installPhase"
  ];

  goPackage =
    go: args:
    derive (
      lib.filterAttrs (name: _: builtins.elem name known) args
      // {
        name = args.name or "${args.pname}-${args.version}";
        program = ./program;
        script = ''
          runInstall() {
            mkdir -p $out/bin
            cp $program $out/bin/buildmachines
            chmod 755 $out/bin/buildmachines
            eval "$postInstall"
          }
          eval "''${installPhase:-runInstall}"
        '';
      }
    )
    // {
      inherit (args) meta;
      # What the tests look at.
      arguments = removeAttrs args [ "nativeBuildInputs" ] // {
        go = go.version;
        src = "${args.src}";
      };
      overrideAttrs = changes: goPackage go (args // changes);
    };

  buildGoModule = {
    __functor = _: goPackage pkgs.go;
    override = { go }: goPackage go;
  };

  tool = name: derive {
    inherit name;
    script = "mkdir $out";
  };

  pkgs = {
    inherit lib buildGoModule;
    stdenv = {
      hostPlatform = { inherit system; };
      buildPlatform.canExecute = host: host.system == system;
    };
    buildPackages = { inherit (pkgs) go go_1_26 go_latest; };
    go = tool "go" // { version = "1.25.5"; };
    go_1_26 = tool "go" // { version = "1.26.9"; };
    go_latest = tool "go" // { version = "1.27.1"; };
    callPackage =
      file: args:
      let
        f = import file;
      in
      f (builtins.intersectAttrs (builtins.functionArgs f) pkgs // args);
    runCommand = name: args: script: derive (args // { inherit name script; });
    mkShell =
      { inputsFrom, packages }:
      derive {
        name = "shell";
        nativeBuildInputs = packages;
        script = "mkdir $out";
        inputs = inputsFrom;
      };
    installShellFiles = derive {
      name = "install-shell-files";
      script = "mkdir $out; cp -r ${./install-shell-files} $out/bin";
    };
    dash = tool "dash";
    groff = tool "groff";
    nixfmt = tool "nixfmt";
    nixfmt-tree = tool "nixfmt-tree";
    openssh = tool "openssh";
  };
in
pkgs
