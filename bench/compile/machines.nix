# What people write by hand: the machines file, ssh_config and known_hosts of
# one client from a TOML file.
{ file }:
let
  builders = (builtins.fromTOML (builtins.readFile file)).builder;
  names = builtins.attrNames builders;
  lines = f: builtins.concatStringsSep "\n" (map (n: f n builders.${n}) names);
  list = builtins.concatStringsSep ",";
in
{
  machines = lines (
    n: b:
    "ssh-ng://${n} ${list b.systems} - ${toString b.max_jobs} ${toString b.speed_factor} ${list b.supported_features} - -"
  );
  ssh_config = lines (
    n: b: ''
      Host ${n}
        HostName ${b.host_name}
        Port ${toString b.port}
        User ${b.ssh_user}
        IdentityFile ${b.ssh_key}
        IdentitiesOnly yes
        HostKeyAlias ${n}
        StrictHostKeyChecking yes
        BatchMode yes
        ConnectTimeout 10
        ServerAliveInterval 15
        ServerAliveCountMax 4
        ControlMaster no
        ControlPath none
    ''
  );
  known_hosts = lines (n: b: "${n} ${list b.public_host_keys}");
}
