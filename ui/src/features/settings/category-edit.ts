/** A category as a form holds it, and back. */
import type { Schemas } from "@/lib/api"

type Taxonomy = Schemas["TaxonomyOut"]
type Category = Schemas["CategoryOut"]

export interface Form {
  name: string
  title: string
  description: string
  team: string
  /** One in each line. */
  subcategories: string
  /** By language, one in each line. */
  phrases: Record<string, string>
}

/** Lay a category out as a form; null: an empty one. */
export function formOf(category: Category | null): Form {
  const phrases = Object.entries(category?.phrases ?? { en: [] })
  return {
    name: category?.name ?? "",
    title: category?.title ?? "",
    description: category?.description ?? "",
    team: category?.team ?? "",
    subcategories: category?.subcategories.join("\n") ?? "",
    phrases: Object.fromEntries(phrases.map(([language, lines]) => [language, lines.join("\n")])),
  }
}

/** The whole taxonomy with the form in the place of its category, or behind the others; nothing else changes. */
export function withForm(
  taxonomy: Taxonomy,
  category: Category | null,
  form: Form,
): Schemas["TaxonomyGiven"] {
  const edited = {
    name: form.name.trim(),
    title: form.title.trim(),
    description: form.description.trim(),
    team: form.team,
    subcategories: linesOf(form.subcategories),
    phrases: phrasesOf(form.phrases),
    retired: category?.retired ?? false,
  }
  const categories = category
    ? taxonomy.categories.map((one) => (one.name === category.name ? edited : one))
    : [...taxonomy.categories, edited]
  return { categories, moves: taxonomy.moves, rules: taxonomy.rules }
}

/** Lines without the empty ones and the repeated ones. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter(Boolean)
}

function phrasesOf(phrases: Record<string, string>): Record<string, string[]> {
  const filled = Object.entries(phrases).map(([language, text]) => [language, linesOf(text)] as const)
  return Object.fromEntries(filled.filter(([, lines]) => lines.length > 0))
}
