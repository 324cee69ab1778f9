/** Every string that the inbox shows, in one typed catalogue: a page of words for each feature. */
import { common } from "./common"
import { composer } from "./composer"
import { customers } from "./customers"
import { errors } from "./errors"
import { inbox } from "./inbox"
import { palette } from "./palette"
import { search } from "./search"
import { session } from "./session"
import { settings } from "./settings"
import { ticket } from "./ticket"
import { values } from "./values"
import { welcome } from "./welcome"

export const words = {
  common,
  composer,
  customers,
  errors,
  inbox,
  palette,
  search,
  session,
  settings,
  ticket,
  values,
  welcome,
}
