"""The knowledge room: content, catalogue, search, answers. No Rasa, no web, no HTTP in here."""

from bot.knowledge.answer import Answer, Source
from bot.knowledge.company import Company
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.replies.proof import has_figures

__all__ = ["Answer", "Catalog", "Company", "Knowledge", "Source", "has_figures"]
