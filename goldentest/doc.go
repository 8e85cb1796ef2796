// Package goldentest compiles the inventories of testdata/golden, and lets the
// programs that read the outputs say what they read. It has tests only.
//
// A case is a folder whose name is its claim:
//
//	inventory.hcl, inventory.toml   or both, which must compile to the same; or inventory/, a folder of them
//	...                             files that the inventory names
//	want-diagnostics                what is said about it; no file, nothing said
//	plan.json                       the plan
//	want/                           everything else that compile --out writes
//
// BUILDMACHINES_UPDATE=1 go test ./goldentest writes the last three anew.
//
// Every trap that a naive compiler falls into has a test that names it. Those
// of the whole pipeline are in this package (TestTrap...); beside them, the
// emitters have tests of their own for what their format cannot carry:
//
//	 1, 3, 8   a byte that ends a column, a factor with a fraction    emit/machines: TestColumns, TestNumbers, FuzzLegacy
//	 5, 6      names under which pins are found, unpinned hosts       emit/sshconfig: TestEveryPinIsFound, TestUnpinnedHostIsStillChecked
//	10, 20     Host * after ours, endpoints that are not there        emit/sshconfig: TestHostileDefaultsComeTooLate, TestEndpointIsPassedOver
//	15, 19     lock file names, store URIs that versions read apart   emit/machines: TestStoreURI
//	16         machines.toml without a builder                        emit/machines: TestTOMLIsWhatLixReads
//	11         options that drop the others without a word             emit/nixos: TestTrap11NothingIsDroppedSilently
//	23         what Nix would take for code in a string              emit/internal/nixprint: TestNixReadsHostileStrings
//
// Those of the builder's side:
//
//	 9         others' lines after our Match                          emit/sshconfig: TestSSHDReadsOthersAsBefore
//	12, 13     root's trust, the shell of the account                 emit/nixos: TestTrap12RootStaysTrusted, TestTrap13TheAccountHasAShell
//	14         commands that the wrapper does not know                emit/internal/wrapper: TestEverythingElseIsRefused
//	18         promises that the builder's own Nix keeps              emit/machines: TestNixReadsBuilderNixConf
//	23         one SetEnv for a scope of sshd                         emit/sshconfig: TestSSHDReadsPath
package goldentest
