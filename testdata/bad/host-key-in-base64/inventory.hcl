builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["c3NoLWVkMjU1MTkgQUFBQUMzTnphQzFsWkRJMU5URTVBQUFBSUp1V0xpNGwrVGxBS1Z5bWVMSE9Yci8rWWdxT0I5dG43cTIrbTFmSGZCTEI="] # want error host-key-base64 says `base64 -d`
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["YzNOb0xXVmtNalUxTVRrZ1FVRkJRVU16VG5waFF6RnNXa1JKTVU1VVJUVkJRVUZCU1VwMVYweHBOR3dyVkd4QlMxWjViV1ZNU0U5WWNpOHJXV2R4VDBJNWRHNDNjVElyYlRGbVNHWkNURUk9"] # want error host-key-double-base64
}
