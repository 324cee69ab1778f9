"""/settings: what the desk keeps itself, for all its processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.flows.desk_settings import (
    LEAST_PROMISE,
    LONGEST_DESK_NAME,
    MOST_AT_RISK,
    MOST_PROMISE,
    Standing,
    Value,
    change_settings,
    read_settings,
)
from firstline.tickets.urgency_policy import (
    LEAST_PLACE,
    LONGEST_NAME,
    MOST_NAMES,
    MOST_PLACE,
    MOST_POINTS,
)
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.shapes import Given

router = APIRouter(prefix="/api/v1", tags=["settings"])


Points = Annotated[float, Field(ge=-MOST_POINTS, le=MOST_POINTS)]
PlaceFrom = Annotated[float, Field(ge=LEAST_PLACE, le=MOST_PLACE)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
PointsByName = Annotated[dict[Name, Points], Field(max_length=MOST_NAMES)]


class SettingsPatch(Given):
    """What shall be otherwise; null gives a setting its default again."""

    model_config = ConfigDict(json_schema_extra={"example": {"at_risk_minutes": 90}})

    desk_name: Annotated[str, Field(min_length=1, max_length=LONGEST_DESK_NAME)] | None = None
    use_llm: bool | None = None
    at_risk_minutes: Annotated[int, Field(ge=1, le=MOST_AT_RISK)] | None = None
    promise: Annotated[float, Field(ge=LEAST_PROMISE, le=MOST_PROMISE)] | None = None
    urgency_premium: Points | None = None
    urgency_vip: Points | None = None
    urgency_earlier_message: Points | None = None
    urgency_waiting_day: Points | None = None
    urgency_lost_patience: Points | None = None
    urgency_other_ticket: Points | None = None
    urgency_channels: PointsByName | None = None
    urgency_categories: PointsByName | None = None
    priority_urgent_from: PlaceFrom | None = None
    priority_high_from: PlaceFrom | None = None
    priority_medium_from: PlaceFrom | None = None
    level_p1_from: PlaceFrom | None = None
    level_p2_from: PlaceFrom | None = None


@dataclass(frozen=True, slots=True)
class SettingOut:
    """A setting as it stands."""

    name: str
    value: Value
    default: Value
    meaning: str


@dataclass(frozen=True, slots=True)
class SettingsOut:
    """Every setting."""

    items: Sequence[SettingOut]


CHANGE = TypeAdapter(SettingsPatch)


@router.get("/settings", response_model=SettingsOut, operation_id="read_settings")
def get_settings(desk: CurrentDesk) -> Response:
    """List every setting with its value, its default and its meaning."""
    return _shown(read_settings(desk))


@router.patch(
    "/settings",
    response_model=SettingsOut,
    operation_id="change_settings",
    openapi_extra=examples.body("SettingsPatch"),
)
def patch_settings(desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Change some settings, all or none, for every process from its next look on."""
    changes = call.read(CHANGE).model_dump(exclude_unset=True)
    return _shown(change_settings(desk, changes, by=principal))


def _shown(found: Sequence[Standing]) -> Response:
    items = [SettingOut(one.name, one.value, one.default, one.meaning) for one in found]
    return respond(answer(SettingsOut(items)))
