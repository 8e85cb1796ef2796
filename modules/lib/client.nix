# A client of the plan, with what its own configuration says beside it.
{ lib, bm }:
let
  # In quotes unless every OpenSSH takes it for one word without them; ssh expands
  # "%".
  argument =
    path:
    let
      doubled = builtins.replaceStrings [ "%" ] [ "%%" ] path;
    in
    if builtins.match ".*[ '#=].*" path == null then doubled else ''"${doubled}"'';

  unknown =
    option: names: known:
    map (
      name:
      "${option}.${name} is for a host that this client does not use.${bm.didYouMean name known} Correct the name, or remove it."
    ) (builtins.filter (name: !builtins.elem name known) names);
in
{
  # Returns a client with its builders in the order that breaks ties, those that
  # are disabled, in the inventory or here, the hosts that ssh needs a stanza for,
  # and the faults of buildmachines.builders and jumps.
  clientOf =
    cfg: plan: data: name:
    let
      client = plan.clients.${name};
      own = data.clients.${name} or { hosts = { }; };

      # A host is what the data says of it, its name, and what this machine changes.
      changed =
        host: said:
        said
        // {
          name = host;
          ownKey = cfg.jumps.${host}.sshKey or cfg.builders.${host}.sshKey or null;
          maxJobs = cfg.builders.${host}.maxJobs or null;
        };
      see = host: changed host (own.hosts.${host} or data.hosts.${host} or { });
      hop = host: changed host (data.hosts.${host} or { }); # an override is for a builder

      # The names of the hosts that ssh jumps through and that are not among
      # builders, sorted.
      hopsTo =
        builders:
        let
          direct = lib.genAttrs (map (b: b.name) builders) (_: null);
          next = host: map (key: { inherit key; }) (host.ssh.jumps or [ ]);
          ways = builtins.genericClosure {
            startSet = builtins.concatMap next builders;
            operator = way: lib.optionals (!direct ? ${way.key}) (next (data.hosts.${way.key} or { }));
          };
        in
        builtins.sort builtins.lessThan (
          builtins.filter (host: !direct ? ${host} && data.hosts ? ${host}) (map (way: way.key) ways)
        );

      split = lib.partition (b: cfg.builders.${b}.enable or true) client.builders;
      builders = map see split.right;

      known = client.builders ++ client.disabled_builders;
      hops = hopsTo (map see client.builders);
      protocolOf = b: (plan.builders.${b} // client.overrides.${b} or { }).protocol;
      hasNoSSH = b: cfg.builders.${b}.sshKey or null != null && protocolOf b == null;
    in
    {
      inherit name builders own;
      inherit (client) machines_format users;
      inherit (data) ssh;
      disabled = map see (client.disabled_builders ++ split.wrong);
      hosts = builtins.filter (b: b ? ssh) builders ++ map hop (hopsTo builders);
      isCurrent = own ? users && builtins.all (b: b ? machines) builders;
      faults =
        unknown "buildmachines.builders" (builtins.attrNames cfg.builders) (known ++ hops)
        ++ unknown "buildmachines.jumps" (builtins.attrNames cfg.jumps) hops
        ++ map (
          b: "buildmachines.builders.${b}.sshKey is set, and ${b} is not reached by ssh. Remove it."
        ) (builtins.filter hasNoSSH known);
    };

  # The text of ssh_config, or null where ssh connects to no host. knownHosts is
  # where the pins are, as ssh_config says it.
  sshConfig =
    client: knownHosts:
    let
      inherit (client.ssh) marks;
      identity = builtins.concatStringsSep;
      stanza =
        { ssh, ownKey, ... }:
        "\n"
        + ssh.before
        + (if ownKey == null then ssh.identity else identity (argument ownKey) client.ssh.identity)
        + ssh.after
        + builtins.elemAt client.ssh.rests ssh.rest;
      text = client.ssh.header + lib.concatMapStrings stanza client.hosts + client.ssh.footer;
      filled = builtins.replaceStrings [ marks.users marks.known_hosts ] [ client.own.users knownHosts ];
    in
    if client.hosts == [ ] then null else filled text;

  # The text of known_hosts, or null where no host is pinned.
  knownHosts =
    client:
    let
      text = lib.concatMapStrings (host: host.known_hosts or "") client.hosts;
    in
    if text == "" then null else client.ssh.header + text;

  # The value of nix.settings.
  clientSettings =
    client:
    builtins.zipAttrsWith (
      _: values:
      if builtins.length values == 1 then
        builtins.head values
      else
        lib.unique (builtins.concatLists values)
    ) (builtins.catAttrs "settings" (client.builders ++ [ client.own ]));

  # The text of nix.conf. Those that add to others come last, as in every module.
  settingsText =
    settings:
    let
      word = v: if builtins.isString v then v else builtins.toJSON v;
      words = v: builtins.filter (w: w != "") (if builtins.isList v then v else [ (word v) ]);
      line = name: "${builtins.concatStringsSep " " ([ name "=" ] ++ words settings.${name})}\n";
      split = lib.partition (lib.hasPrefix "extra-") (builtins.attrNames settings);
    in
    lib.concatMapStrings line (split.wrong ++ split.right);

  # What NixOS and nix-darwin set for ssh of a client.
  systemSSH =
    client:
    let
      name = "ssh/buildmachines_known_hosts";
      pins = bm.knownHosts client;
      stanzas = bm.sshConfig client "/etc/${name}";
    in
    {
      environment.etc = if pins == null then null else { ${name}.text = pins; };
      programs.ssh.extraConfig = if stanzas == null then null else lib.mkBefore stanzas;
    };
}
