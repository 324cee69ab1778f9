/** The rooms of the UI, top first: app, routes, features, components, lib. Imports go down, never up. */
const below = (room, allowed) => ({
  name: `${room}-imports-only-from-below`,
  severity: "error",
  // Tests may have aids of their own.
  from: { path: `^src/${room}/`, pathNot: "\\.test\\.tsx?$" },
  to: { path: "^src/", pathNot: `^src/(${[room, ...allowed].join("|")})/` },
})

module.exports = {
  forbidden: [
    below("routes", ["features", "components", "lib"]),
    below("features", ["components", "lib"]),
    below("components", ["lib"]),
    below("lib", []),
    {
      name: "features-do-not-know-each-other",
      comment: "A route puts features together; what two of them need lies in lib or components.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "components-know-nothing-of-tickets",
      comment: "They draw what they are given; asking the server is for lib/data and features.",
      severity: "error",
      from: { path: "^src/components/" },
      to: { path: "^src/lib/(data|api)" },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: ["\\.d\\.ts$", "\\.test\\.tsx?$", "^src/app/main\\.tsx$", "^src/test/"],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".d.ts", ".css"] },
  },
}
