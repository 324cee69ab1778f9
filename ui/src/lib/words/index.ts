/**
 * Every string that the inbox shows, in one typed catalogue: a page of words for each feature.
 *
 * Imported whole, `import * as words from "@/lib/words"`, it still brings only the pages that are spoken of:
 * a feature's words come with its code.
 */
export { common } from "./common"
export { composer } from "./composer"
export { customers } from "./customers"
export { errors } from "./errors"
export { inbox } from "./inbox"
export { palette } from "./palette"
export { search } from "./search"
export { session } from "./session"
export { settings } from "./settings"
export { ticket } from "./ticket"
export { values } from "./values"
export { welcome } from "./welcome"
