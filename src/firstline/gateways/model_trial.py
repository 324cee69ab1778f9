"""How fast an encoder is on this machine, and how far its int8 form is from the original."""

import time
from typing import Final

from firstline.triage.encoder import Encoder

SAMPLES: Final = (
    "Hello, I was charged twice for my subscription this month.",
    "The app crashes whenever I open the calendar on my phone.",
    "How do I change the e-mail address of my account?",
    "My parcel has not arrived, and the tracking page shows nothing new since Monday.",
    "Do you have a discount for schools with more than a hundred pupils?",
    "I cannot log in any more. The code that you send by text message never arrives.",
    "Please cancel my order, I have bought the wrong size.",
    "Thank you, your colleague on the phone was very patient with me.",
    "Our invoices since March show the old address of the company. Could you correct them, please?",
    "Refund?",
    "When I export the report as PDF the last column is cut off, on every page and in every browser.",
    "What are your opening hours over the holidays?",
)
LEAST_SECONDS: Final = 0.3
"""For how long it is measured at least."""


def texts_per_second(encoder: Encoder) -> float:
    """Measure on texts as customers write them, after one that loads the files."""
    encoder.encode(SAMPLES[:1])
    begun, done = time.perf_counter(), 0
    while (taken := time.perf_counter() - begun) < LEAST_SECONDS:
        encoder.encode(SAMPLES)
        done += len(SAMPLES)
    return round(done / taken, 1)


def likeness(one: Encoder, other: Encoder) -> float:
    """Give the lowest cosine between the two vectors of a sample."""
    cosines = (one.encode(SAMPLES) * other.encode(SAMPLES)).sum(axis=1)
    return round(float(cosines.min()), 4)
