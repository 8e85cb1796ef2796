# nix.conf, as options and as text. A setting is { name; value; }.
{ lib, bm }:
let
  # The settings that are lists in Nix or Lix, with or without `extra-`.
  lists = [
    "allowed-impure-host-deps"
    "allowed-uris"
    "allowed-users"
    "deprecated-features"
    "experimental-features"
    "extra-platforms"
    "hashed-mirrors"
    "ignored-acls"
    "nix-path"
    "platforms"
    "plugin-files"
    "sandbox-paths"
    "substituters"
    "system-features"
    "trusted-public-keys"
    "trusted-substituters"
    "trusted-users"
  ];

  isList = name: builtins.elem (lib.removePrefix "extra-" name) lists;

  words = text: builtins.filter (w: builtins.isString w && w != "") (builtins.split " +" text);

  # Nix has 64 bits for a number.
  isInt =
    text:
    builtins.match "0|[1-9][0-9]{0,18}" text != null
    && (builtins.stringLength text < 19 || !(builtins.lessThan "9223372036854775807" text));

  # The modules merge the definitions of a setting if they have one type, so a
  # text has the type that people give it by hand.
  typed =
    name: text:
    if isList name then
      words text
    else if text == "true" || text == "false" then
      text == "true"
    else if isInt text then
      builtins.fromJSON text
    else
      text;

  setting = name: value: { inherit name value; };

  unlessEmpty = name: items: lib.optional (items != [ ]) (setting name items);

  own = settings: lib.mapAttrsToList (name: text: setting name (typed name text)) settings;

  substituter =
    b:
    if b.cache.priority == null then
      b.uri
    else
      b.uri
      + (if builtins.match "[^?]*[?].*" b.uri == null then "?" else "&")
      + "priority=${toString b.cache.priority}";

  caches =
    builders:
    let
      used = builtins.filter (b: b.cache != null) builders;
      of = kind: map substituter (builtins.filter (b: b.cache.substituter == kind) used);
    in
    unlessEmpty "extra-substituters" (lib.unique (of "yes"))
    ++ unlessEmpty "extra-trusted-substituters" (lib.unique (of "trusted"))
    ++ unlessEmpty "extra-trusted-public-keys" (lib.unique (map (b: b.cache.public_key) used));

  text =
    value:
    if builtins.isList value then
      builtins.concatStringsSep " " value
    else if builtins.isBool value then
      (if value then "true" else "false")
    else
      toString value;

  line = s: "${s.name} =${lib.optionalString (text s.value != "") " ${text s.value}"}\n";

  # `extra-` and the setting extra-platforms.
  morePlatforms = "extra-extra-platforms";
in
{
  # What a client sets, but for `builders`. Lists are given by their `extra-`
  # names only: the plain ones would replace cache.nixos.org and its key.
  clientSettings =
    client:
    [ (setting "builders-use-substitutes" client.builders_use_substitutes) ]
    ++ lib.optional (client.max_jobs != null) (setting "max-jobs" client.max_jobs)
    ++ caches client.builders
    ++ lib.optional (client.signing_secret_key_file != null) (
      setting "extra-secret-key-files" [ client.signing_secret_key_file ]
    )
    ++ own client.settings;

  # What a builder sets, so that it does what its clients were promised.
  builderSettings =
    builder:
    let
      inherit (builder) remote;
      secret = if builder.cache == null then null else builder.cache.secret_key_file;
    in
    own remote.settings
    ++ lib.optional (remote.max_jobs != null) (setting "max-jobs" remote.max_jobs)
    ++ lib.optional (remote.cores != null) (setting "cores" remote.cores)
    ++ lib.optional (!remote.client_stores) (
      if remote.trusted then
        setting "extra-trusted-users" [
          "root"
          builder.ssh_user
        ]
      else
        setting "extra-allowed-users" [ builder.ssh_user ]
    )
    ++ unlessEmpty "extra-system-features" remote.system_features
    ++ unlessEmpty morePlatforms remote.extra_platforms
    ++ lib.optional (secret != null) (setting "extra-secret-key-files" [ secret ])
    ++ unlessEmpty "extra-trusted-public-keys" remote.trusted_public_keys;

  # The value of nix.settings. What is said twice is a list.
  settingsOption =
    settings:
    builtins.foldl' (
      all: s: all // { ${s.name} = if all ? ${s.name} then all.${s.name} ++ s.value else s.value; }
    ) { } settings;

  # The builder's settings for nix.settings and nix.extraOptions. Both module
  # systems write nix.settings sorted, and then extraOptions, so that
  # extra-extra-platforms would come before extra-platforms and be lost.
  # trusted-users is a declared option: by its plain name, the lists of others
  # stand beside ours. Up to NixOS 24.05 that replaces root, the default.
  builderOptions =
    builder:
    let
      split = lib.partition (s: s.name == morePlatforms) (bm.builderSettings builder);
      merges = builtins.elem "module-trusted-users-merge" builder.remote.capabilities;
      plain =
        s:
        if s.name == "extra-trusted-users" then
          setting "trusted-users" (lib.optional (!merges) "root" ++ [ builder.ssh_user ])
        else
          s;
    in
    {
      settings = bm.settingsOption (map plain split.wrong);
      extraOptions = lib.concatMapStrings line split.right;
    };

  # The text of nix.conf.
  settingsText = settings: lib.concatMapStrings line settings;
}
