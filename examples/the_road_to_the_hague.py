"""The road to The Hague, as it looked day by day.

For each day of June 2025 on which something about the summit became known, this prints who
was expected to come for each of the four partners, as far as the public could know that day.

    python examples/the_road_to_the_hague.py
"""

import ip4timeline as ip4

HAGUE = "2025-the-hague-summit"


def main() -> None:
    """Print one line a day and partner on which the picture changed."""
    timeline = ip4.load()
    name = timeline.registries.name
    believed: dict[ip4.Partner, str] = {}
    for step in timeline.replay("2025-06-01", "2025-06-30", along="both"):
        for partner, relationship in step.snapshot.items():
            engagement = relationship.engagements.get(HAGUE)
            said = engagement.describe(name) if engagement else "nothing known"
            if believed.get(partner) != said:
                believed[partner] = said
                print(f"{step.day}  {partner.label:<12} {said}")


if __name__ == "__main__":
    main()
