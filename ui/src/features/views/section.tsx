import { useId, type ReactNode } from "react"
import { ChevronDown } from "lucide-react"
import { clsx } from "clsx"
import { stored } from "@/lib/stored"

const folded = stored<readonly string[]>("firstline.folded", (found) =>
  Array.isArray(found) ? found.filter((one) => typeof one === "string") : [],
)

interface SectionProps {
  /** By which this browser remembers whether it is folded. */
  name: string
  title: string
  /** Beside the title. */
  aside?: ReactNode
  children: ReactNode
}

/** Some lists under a heading, which can be folded away. */
export function Section({ name, title, aside, children }: SectionProps) {
  const id = useId()
  const isFolded = folded.use().includes(name)
  const turn = () => {
    const others = folded.read().filter((one) => one !== name)
    folded.write(isFolded ? others : [...others, name])
  }
  return (
    <section>
      <div className="flex items-center pr-1">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={!isFolded}
            aria-controls={id}
            onClick={turn}
            className="text-soft hover:text-ink flex h-7 w-full items-center gap-1 rounded-md px-2 text-xs font-medium"
          >
            {title}
            <ChevronDown
              className={clsx("size-3.5 transition-transform", isFolded && "-rotate-90")}
              aria-hidden
            />
          </button>
        </h2>
        {aside}
      </div>
      <ul id={id} hidden={isFolded} className="flex flex-col gap-px [&[hidden]]:hidden">
        {children}
      </ul>
    </section>
  )
}
