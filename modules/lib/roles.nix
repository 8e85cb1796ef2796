# Which client and which builder of the plan a machine is.
{ lib, bm }:
let
  lower = map lib.toLower;

  isHere =
    hostNames: names:
    builtins.any (name: builtins.elem name (lower hostNames)) (lower names);

  # A disabled builder is set up nowhere.
  canBeSetUp = builder: builder.enable && builder.remote != null;

  namesOf = {
    client = plan: builtins.mapAttrs (_: client: client.host_names) plan.clients;
    builder =
      plan:
      lib.mapAttrs (name: b: [ name ] ++ lib.optional (b.host_name != null) b.host_name) (
        lib.filterAttrs (_: canBeSetUp) plan.builders
      );
  };

  quoted = names: builtins.concatStringsSep ", " (map builtins.toJSON names);

  found = name: {
    inherit name;
    faults = [ ];
  };
  none = found null;
  fault = message: {
    name = null;
    faults = [ message ];
  };

  # One role: by the option, else by the names of the host.
  role =
    kind:
    {
      plan,
      hostNames,
      chosen,
    }:
    let
      all = plan."${kind}s";
      byHost = builtins.attrNames (lib.filterAttrs (_: isHere hostNames) (namesOf.${kind} plan));
    in
    if chosen == false then
      none
    else if chosen != null then
      if all ? ${chosen} then
        found chosen
      else
        fault "buildmachines.${kind} is ${builtins.toJSON chosen}, and the plan has no such ${kind}.${
          bm.didYouMean chosen (builtins.attrNames all)
        }"
    else if builtins.length byHost > 1 then
      fault "This host is more than one ${kind} of the plan: ${quoted byHost}. Say which with buildmachines.${kind}."
    else if byHost == [ ] then
      none
    else
      found (builtins.head byHost);

  known =
    plan:
    lib.unique (
      builtins.concatLists (
        builtins.attrValues (namesOf.client plan) ++ builtins.attrValues (namesOf.builder plan)
      )
    );
in
{
  # Ends a message with the nearest of names, if one is near.
  didYouMean =
    name: names:
    let
      far = other: lib.strings.levenshtein (lib.toLower name) (lib.toLower other);
      limit = if builtins.stringLength name < 6 then 2 else 3;
      near = builtins.filter (other: far other <= limit) names;
      nearest = builtins.head (builtins.sort (a: b: far a < far b) near);
    in
    if !(lib.strings ? levenshtein) || near == [ ] then
      ""
    else
      " Did you mean ${quoted [ nearest ]}?";

  # Returns the names of the client and of the builder that this machine is, or
  # null, and what is wrong with the choice.
  rolesOf =
    {
      plan,
      hostNames,
      platform,
      client,
      builder,
    }:
    let
      asClient = role "client" {
        inherit plan hostNames;
        chosen = client;
      };
      asBuilder = role "builder" {
        inherit plan hostNames;
        chosen = builder;
      };
      wrong = asClient.faults ++ asBuilder.faults;
      isNothing = asClient.name == null && asBuilder.name == null;
      isNobody = isNothing && (client == null || builder == null);
      host = if hostNames == [ ] then "" else builtins.head hostNames;
    in
    {
      client = asClient.name;
      builder = asBuilder.name;
      faults =
        if wrong != [ ] || !isNobody then
          wrong
        else if platform == "home-manager" && host == "" then
          [
            "home-manager does not know the name of the host here. Say which client of the plan this is with buildmachines.client: ${quoted (builtins.attrNames plan.clients)}."
          ]
        else if host == "" then
          [
            "The host has no name by which the plan could know it. Set networking.hostName, or say buildmachines.client or buildmachines.builder."
          ]
        else
          [
            "No client or builder of the plan is for the host ${builtins.toJSON host}.${bm.didYouMean host (known plan)} Correct networking.hostName, add the name to host_names of the client in the inventory, or say buildmachines.client or buildmachines.builder."
          ];
    };

  # What keeps a builder from being set up by a module of a platform.
  builderFaults =
    platform: builder:
    let
      inherit (builder) remote;
      label = builtins.toJSON builder.name;
    in
    lib.optional (!builder.enable)
      "buildmachines.builder is ${label}, which the inventory disables. Remove `enable = false` there, or set buildmachines.builder = false."
    ++ (
      if remote == null then
        [
          "buildmachines.builder is ${label}, which has no remote block in the inventory. Add `remote { platform = \"${platform}\" }` to it, or set buildmachines.builder = false."
        ]
      else
        lib.optional (remote.platform != platform)
          "The inventory says that the builder ${label} runs ${remote.platform}, and this is ${platform}. Correct remote.platform there, or set buildmachines.builder = false."
        ++ lib.optional (remote.wrapper && bm.belowEtc remote.wrapper_path == null)
          "A module installs files below /etc only, and remote.wrapper_path of the builder ${label} is ${remote.wrapper_path}. Leave it out in the inventory."
    );
}
