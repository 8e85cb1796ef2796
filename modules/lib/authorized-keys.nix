# Who may log in to the account of a builder.
{ lib, bm }:
{
  # One line for each key of each client, in the order of their names.
  authorizedKeys =
    builder:
    let
      inherit (builder) remote;
      name = login: lib.optionalString remote.client_stores " ${login.client}";
      options =
        login:
        "restrict"
        + lib.optionalString remote.wrapper '',command="/bin/sh ${remote.wrapper_path}${name login}"'';
      from =
        ranges: lib.optionalString (ranges != [ ]) '',from="${builtins.concatStringsSep "," ranges}"'';
      linesOf = login: map (key: "${options login}${from login.from} ${key} ${login.client}") login.keys;
    in
    builtins.concatMap linesOf builder.logins;
}
