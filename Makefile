# Everything a contributor or CI does. `make` lists the targets.
CONFIGURATION ?= Release
BIN := artifacts/bin
LIB := artifacts/lib
AOT := dataplane/Mesh.Proxy dataplane/Mesh.ProxyInit
MANAGED := certauthority/Mesh.CertAuthority controlplane/Mesh.ControlPlane injector/Mesh.Injector cli/Mesh.Cli
LOAD_IMAGE ?= ctr -n k8s.io images import
PUBLISH := dotnet publish --nologo -v quiet -c $(CONFIGURATION)

.PHONY: help deps build binaries images test test-cluster demo bench clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "%-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## install what building, testing and the demo need (Debian, as root)
	@.ci/deps

build: ## compile the whole solution
	dotnet build Mesh.sln --nologo -v quiet -c $(CONFIGURATION)

binaries: deps ## build the executables into artifacts/bin
	@mkdir -p $(BIN) $(LIB)
	@for p in $(AOT); do echo "building $$p (native)"; $(PUBLISH) -r linux-x64 -o $(LIB)/$$(basename $$p) $$p || exit 1; done
	@for p in $(MANAGED) examples/shop/Shop; do echo "building $$p"; $(PUBLISH) -o $(LIB)/$$(basename $$p) $$p || exit 1; done
	@ln -sf ../lib/Mesh.Proxy/mesh-proxy ../lib/Mesh.ProxyInit/mesh-proxyinit ../lib/Mesh.CertAuthority/mesh-ca \
	  ../lib/Mesh.ControlPlane/mesh-controlplane ../lib/Mesh.Injector/mesh-injector ../lib/Mesh.Cli/meshctl ../lib/Shop/shop $(BIN)/

images: binaries ## pack the programs as OCI archives in artifacts/images
	@charts/images/build

test: binaries ## run all tests (as root, so that nothing is skipped)
	@.ci/test

test-cluster: images ## prove the mesh on the cluster of KUBECONFIG; LOAD_IMAGE names the command that loads an archive into its nodes
	@tests/cluster/images
	@for i in artifacts/images/*.tar; do $(LOAD_IMAGE) $$i || exit 1; done
	@MESH_TEST_KUBECONFIG="$$KUBECONFIG" dotnet test tests/Mesh.Cluster.Tests --nologo -c Debug
	@tests/cluster/run

demo: binaries ## the shop on a mesh in network namespaces (as root)
	@examples/shop/demo

bench: binaries ## our sidecar pair against nginx and HAProxy; SCENARIOS=h1-64c PAIRS=mesh,nginx ROUNDS=3 narrows it
	@tests/Mesh.Bench/run

clean: ## remove what was built
	rm -rf artifacts
	find . -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
