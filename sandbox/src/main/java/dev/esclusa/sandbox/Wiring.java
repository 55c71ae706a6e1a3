package dev.esclusa.sandbox;

import dev.esclusa.tempo.Tempo;

/** Puts the parts of a sandbox together. */
final class Wiring {
  private final Router router;
  private final Controllers controllers;

  Wiring(Store store, Registry registry, Tempo tempo, SandboxOptions options) {
    Identity identity = new Identity(tempo);
    Schemas schemas = new Schemas(registry);
    KindRules rules = new KindRules(registry, schemas, store, identity);
    Preparation preparation = new Preparation(schemas, rules, registry, identity);
    Views views = new Views(registry, new TableView(registry, new Ages(tempo.clock())));
    Reads reads = new Reads(store, views);
    Patches patches = new Patches(schemas, registry, identity);
    Writes writes =
        new Writes(store, schemas, preparation, new Namespaces(store), views, patches, identity);
    Deletes deletes = new Deletes(store, views, identity);
    Cluster cluster = new Cluster(store, registry, writes, deletes, identity);
    Simulation simulation = new Simulation(cluster, tempo, options.readyDelay());
    this.controllers = new Controllers(store, cluster, simulation);
    this.router =
        new Router(
            store,
            registry,
            new Discovery(registry),
            new OpenApi(registry, new OpenApiSchemas(registry, schemas)),
            reads,
            new Watches(store, views, tempo.clock()),
            writes,
            deletes,
            new Scales(registry, reads, writes, patches),
            new Reviews(registry, identity),
            new Admin(simulation));
  }

  Router router() {
    return router;
  }

  Controllers controllers() {
    return controllers;
  }
}
