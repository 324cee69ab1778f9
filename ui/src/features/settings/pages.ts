/** The pages of settings: their order, and the code of each, which comes when it is looked at. */
import { lazy } from "react"
import {
  Bot,
  FileUp,
  Gauge,
  Info,
  KeyRound,
  MessageSquareText,
  ShieldCheck,
  Sparkles,
  Tags,
  User,
  Users,
  type LucideIcon,
} from "lucide-react"
import * as words from "@/lib/words"

export type PageName = keyof typeof words.settings.pages

export interface SettingsPage {
  name: PageName
  group: string
  icon: LucideIcon
  component: ReturnType<typeof lazy>
}

const { own, team, desk } = words.settings.groups

export const PAGES: readonly SettingsPage[] = [
  { name: "you", group: own, icon: User, component: lazy(() => import("./you-page")) },
  { name: "people", group: team, icon: Users, component: lazy(() => import("./people-page")) },
  { name: "canned", group: team, icon: MessageSquareText, component: lazy(() => import("./canned-page")) },
  { name: "taxonomy", group: team, icon: Tags, component: lazy(() => import("./taxonomy-page")) },
  { name: "triage", group: desk, icon: Gauge, component: lazy(() => import("./triage-page")) },
  { name: "policy", group: desk, icon: ShieldCheck, component: lazy(() => import("./policy-page")) },
  { name: "llm", group: desk, icon: Sparkles, component: lazy(() => import("./llm-page")) },
  { name: "keys", group: desk, icon: KeyRound, component: lazy(() => import("./keys-page")) },
  { name: "import", group: desk, icon: FileUp, component: lazy(() => import("./import-page")) },
  { name: "jobs", group: desk, icon: Bot, component: lazy(() => import("./jobs-page")) },
  { name: "about", group: desk, icon: Info, component: lazy(() => import("./about-page")) },
]
