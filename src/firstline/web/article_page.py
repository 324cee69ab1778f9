"""/kb: articles as pages that customers read, where an article has no address elsewhere.

What always holds: only what is public and in force is shown, to whoever asks; whether there is another
article of that name is not told.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from firstline.flows.articles import find_article
from firstline.gateways.article_page import article_html
from firstline.knowledge.article import Article, Audience
from firstline.store.articles import ArticleMissing
from firstline.web.call import CurrentDesk
from firstline.web.page import HEADERS, ArticleView, render_article
from firstline.web.texts import Text

router = APIRouter(include_in_schema=False)


@router.get("/kb/{article_id}")
def show_article(article_id: Text, desk: CurrentDesk) -> HTMLResponse:
    """Show a public article."""
    article = find_article(desk, article_id).stored.article
    if article.audience is not Audience.PUBLIC or not article.holds(desk.clock().date()):
        message = f"There is no article {article_id!r}."
        raise ArticleMissing(message)
    return HTMLResponse(render_article(_view(article, desk.board.public_url)), headers=dict(HEADERS))


def _view(article: Article, public_url: str) -> ArticleView:
    return ArticleView(
        title=article.title,
        text=article.text,
        html=article_html(article.text),
        language=article.language,
        updated=article.updated.isoformat(),
        canonical="" if article.url else article.found_at(public_url).url,
    )
