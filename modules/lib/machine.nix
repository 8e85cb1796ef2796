# What a machine is by the plan and its own options.
{ lib, bm }:
{
  # Returns { client, builder, faults } for the module of a platform. A role that
  # the machine has not is null. cfg are the values of ../options.nix. hostName
  # and domain are those of the host, null where they are not known.
  machineOf =
    {
      cfg,
      hostName,
      domain,
      platform,
    }:
    let
      # NixOS has "" for a name that comes from DHCP.
      hostNames = lib.optionals (hostName != null && hostName != "") (
        [ hostName ] ++ lib.optional (domain != null) "${hostName}.${domain}"
      );

      inherit (bm.readPlan cfg.plan) plan faults;

      roles = bm.rolesOf {
        inherit plan hostNames platform;
        inherit (cfg) client;
        builder = if platform == "home-manager" then false else cfg.builder;
      };

      declared = if roles.client == null then null else bm.clientOf plan roles.client;
      client = if declared == null then null else bm.withOwn plan cfg declared;

      setUpFaults =
        if roles.builder == null then
          [ ]
        else
          bm.builderFaults platform ({ name = roles.builder; } // plan.builders.${roles.builder});
      isBuilder = roles.builder != null && setUpFaults == [ ];
      builder = if isBuilder then bm.builderOf plan roles.builder else null;

      # Options for a role that the machine has not would be dropped without a word.
      unused =
        lib.optional (cfg.builders != { } || cfg.jumps != { } || cfg.extraBuilders != [ ])
          "buildmachines.builders, jumps and extraBuilders are for clients, and this machine is none. Remove them, or say which client it is with buildmachines.client.";
    in
    {
      inherit client builder;
      faults =
        faults
        # An empty plan knows nobody, and that is not what is wrong with it.
        ++ lib.optionals (faults == [ ]) (
          roles.faults
          ++ setUpFaults
          ++ (
            if declared != null then
              bm.ownFaults cfg declared ++ bm.lineBreaks declared
            else
              lib.optionals (roles.faults == [ ]) unused
          )
          ++ lib.optionals (builder != null) (bm.lineBreaks builder)
        );
    };
}
