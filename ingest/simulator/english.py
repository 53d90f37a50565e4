"""The invented English-speaking discourse: names, phrases and sentence patterns. Nothing here is copied or real."""

PARTIES = ("Civic Meadow", "Harbour Alliance", "Fair Tomorrow", "National Compass")
PERSONS = ("Edda Farrow", "Tobin Callowick", "Marla Quensby", "Osric Penhallot", "Junia Strake", "Felix Dornaby")
BRANDS = ("Quilvane", "Brinlow", "Tavorix", "Melquist Air")
OUTLETS = ("Harbour Ledger", "Northmoor Dispatch", "Daily Tidemark", "Calder Wire", "Inland Courier")
IDOL = "Liora Venn"
UNION = "United Ferry Workers"
PUBLISHER = "Tidemark Media Group"
PUBLISHER_SITE = "tidemark"

HASHTAGS = {
    "politics": (
        "HarbourDebate", "PortTax", "FarePlan", "MeadowTour", "CompassLive", "FairTomorrow", "VoteCalder",
        "RuralBuses", "SchoolMeals", "TideBudget", "FerryStrike", "HousingNow", "ClearWater", "CoastRail",
        "LeadersNight", "NightTrains", "OpenBooks", "TownHallTour",
    ),
    "brand": (
        "Quilvane", "Brinlow", "Tavorix", "MelquistAir", "LoyaltyCard", "PriceWatch", "NewPhone", "GroceryDiary",
        "CabinBag", "Refund",
    ),
    "life": (
        "MondayMood", "TideWatch", "AllotmentLife", "NightShift", "CupCake", "LongWalk", "BookCorner",
        "DogsOfCalder",
    ),
    "campaign": (
        "NeverTavorix", "BrinlowShame", "TimeForChange", "OurCoastFirst", "StandUpNow", "EnoughIsEnough",
        "AskThemWhy",
    ),
}  # fmt: skip

SLOTS: dict[str, tuple[str, ...]] = {
    "party": PARTIES,
    "person": PERSONS,
    "brand": BRANDS,
    "opening": (
        "honestly,", "let's be clear:", "I can't believe", "turns out", "once again", "for the record,", "funny how",
        "not sure why", "good to hear", "nobody mentions it, but", "as someone from the coast I say",
        "after tonight I think", "my mother was right:", "I read the whole plan and", "say what you like,",
        "two years on and", "small thing, but", "I keep hearing", "no surprise here:", "it matters that",
        "I was wrong:", "quick thought:", "in fairness,", "look,", "third time this month that", "remember when",
        "people forget that", "the numbers say", "hot take:", "strange evening:",
    ),
    "deed": (
        "has no plan for", "finally listened on", "keeps dodging questions about", "got it right on",
        "will not touch", "wants a vote on", "promised to protect", "quietly dropped", "needs to explain",
        "has a decent idea about", "voted twice against", "cannot count when it comes to", "spoke well on",
        "made a mess of", "changed course on", "is the only one talking about", "wasted a year on",
        "should say more about", "keeps its word on", "never mentions", "put real money into", "went quiet on",
        "published figures on", "asked the right question about",
    ),
    "matter": (
        "the port tax", "rural buses", "school meals", "night trains", "the ferry strike", "rents in the old town",
        "clean rivers", "the hospital roof", "small farms", "council housing", "the coastal railway",
        "library hours", "fishing quotas", "teachers' pay", "the waste contract", "flood defences",
        "the airport link", "care homes", "heating grants", "cycle lanes", "the water bill", "apprenticeships",
        "the stadium loan", "broadband in the hills", "market fees", "street lighting", "the pension gap",
        "childcare places", "the harbour wall", "local courts",
    ),
    "place": (
        "in my town", "on the coast", "up north", "around here", "in the valley", "in Calder", "in the suburbs",
        "where I work", "in every village", "on our street", "near the docks", "in the city", "out west",
        "in the hill country", "at the edge of town", "across the bay", "in this county", "by the estuary",
    ),
    "reason": (
        "and my neighbours noticed", "because nobody reads the small print", "and the bill lands on us",
        "which is more than the others did", "but the devil is in the detail", "and it took far too long",
        "so I will wait and see", "although the timing is odd", "and that deserves some credit",
        "while the queues get longer", "even if the cameras were elsewhere", "and nobody asked the drivers",
        "because an election is near", "and I have the letters to prove it", "but who pays in ten years",
        "and the kids will thank us", "which my uncle predicted in spring", "so bring your own umbrella",
        "and the committee simply nodded", "but I would like to see receipts", "while half the room was asleep",
        "because the old way failed", "and it still beats doing nothing", "though I doubt it lasts until winter",
        "and our mayor looked surprised", "which was overdue", "but let us not pretend it is simple",
        "and the nurses said so first", "so much for careful planning", "and I never thought I would say that",
    ),
    "closing": (
        "We'll see.", "Not good enough.", "Fine by me.", "Think about it.", "That is all.", "Read it yourself.",
        "Sleep on it.", "I rest my case.", "More of this, please.", "Make of that what you will.", "Onwards.",
        "Ask your candidate.", "Still waiting.", "Credit where due.", "Somebody write that down.", "End of rant.",
        "I'd vote for that.", "Count me out.", "See you at the meeting.", "Tell me I'm wrong.",
    ),
    "service": (
        "the delivery app", "the loyalty card", "the new checkout", "the spring menu", "the family plan",
        "the refund form", "the opening hours", "the battery", "the customer line", "the packaging",
        "the return policy", "the boarding queue", "the store on Mill Lane", "the student discount", "the warranty",
        "the software update", "the gluten free shelf", "the parking fee", "the seat map", "the subscription",
        "the chat assistant",
    ),
    "brand_deed": (
        "changed", "still has not fixed", "raised the price of", "finally sorted", "ruined", "quietly improved",
        "should be proud of", "needs to rethink", "cannot stop tinkering with", "won me back with",
        "is losing me over", "asked me to rate", "cut corners on", "surprised me with", "apologised for",
        "spent millions on", "clearly tested", "copied a rival on", "forgot about", "made me smile with",
    ),
    "brand_reason": (
        "and I waited an hour for an answer", "so I switched back", "which my daughter noticed at once",
        "and the staff were lovely about it", "but the price is silly", "and I got a voucher out of it",
        "though the old one lasted nine years", "because somebody read the complaints", "and now nothing syncs",
        "so that's my Saturday gone", "and it works better than expected", "but only if you ask twice",
        "which saves me a trip", "and the queue went round the block", "although my sister disagrees",
        "and I would buy it again", "but nobody told the shop floor", "so keep your receipt",
        "and the box was half empty", "which is cheaper than the rival", "and the colour is awful",
    ),
    "moment": (
        "this morning", "tonight", "on the late bus", "before work", "after three coffees", "at half past six",
        "between two meetings", "on my day off", "during the rain", "with the radio on", "after the match",
        "while the kids slept", "on the first train", "at lunch", "just now", "since dawn", "on market day",
    ),
    "doing": (
        "I repaired the garden gate", "we walked to the lighthouse", "I burned the onion soup",
        "the dog stole a sandwich", "I finished a very long novel", "my bike lost its chain",
        "we counted eleven seals", "I planted late beans", "the choir rehearsed outdoors", "I found my old camera",
        "the neighbours sang again", "we missed the ferry", "I learned to make rye bread",
        "the cat slept on my notes", "I painted the spare room", "grandad won at cards", "we swam and regretted it",
        "I queued for stamps", "the heating gave up", "I lost an argument with a printer",
    ),
    "feeling": (
        "and it was worth it", "so I am buying cake", "and nobody was hurt", "which sums up my week", "send help",
        "and now my feet are cold", "ten out of ten", "never again", "and the light was lovely", "so goodnight",
        "and I regret nothing", "please advise", "and the tea went cold", "which made my day", "I blame the weather",
    ),
    "agree": (
        "exactly this,", "no,", "that's not what happened,", "good point, but", "thank you,", "with respect,",
        "wrong:", "yes and", "I was there and", "source? because", "fair enough, yet", "you left out that",
        "hard to disagree when", "my view:", "sorry, but", "also,", "well said,", "hm,", "come on,", "so you think",
    ),
    "claim": (
        "the figures are from last year", "that meeting was cancelled", "the bus still doesn't come",
        "we paid for it twice", "nobody voted for that", "the report says the opposite", "it worked in our town",
        "you can't eat promises", "the small shops close first", "he said it on the radio",
        "she answered that on Tuesday", "it depends on the county", "the contract runs until spring",
        "they tried it before", "I waited four months", "prices went up anyway", "the staff deserve better",
        "it was the other party", "the photo is old", "there is a simpler way", "my experience was better",
        "that costs more than it saves", "the deadline has passed", "both can be true",
    ),
    "tail": (
        "and you know it", "as far as I can tell", "at least around here", "if you ask the drivers", "full stop",
        "but I could be wrong", "and that's the point", "so let's talk about it", "unless I missed something",
        "like it or not", "and I have kept the letter", "so read page nine", "thanks for asking",
        "in my humble view", "which is rather the problem", "and it won't be the last time", "so no need to shout",
        "as usual",
    ),
    "short": (
        "Exactly.", "This.", "No.", "Yes!", "Source?", "Well said.", "Thank you.", "Not true.", "lol", "Oh dear.",
        "Wow.", "Good luck.", "Same here.", "Why though?", "Agreed.",
    ),
    "news_act": (
        "rejects the plan for", "opens talks on", "faces questions over", "unveils budget for", "delays decision on",
        "wins vote on", "publishes report on", "meets protesters over", "calls for inquiry into", "signs deal on",
        "loses ruling over", "backs new rules for", "orders review of", "denies claims about", "pledges funds for",
    ),
    "news_context": (
        "after late night session", "despite warnings", "ahead of regional vote", "as costs climb",
        "following storm", "amid coalition row", "days before deadline", "after residents complain",
        "as winter nears", "in narrow vote", "for the second time", "under pressure from mayors", "as rivals split",
        "after leaked memo",
    ),
    "promise": (
        "we will protect", "we put forward a fair plan for", "our team listened to families about",
        "today I signed a pledge on", "we need courage on", "let's talk openly about", "you asked me about",
        "tomorrow we debate", "I visited people worried about", "we have costed every line on",
    ),
    "praise": (
        "is the only choice that makes sense on", "is doing a brilliant job on", "stands up for us on",
        "has the courage we need on", "delivers where others only talk about", "has earned our trust on",
        "speaks for ordinary people about", "will win because of", "never let us down on",
        "shows real leadership on",
    ),
    "attack": (
        "is a disgrace when it comes to", "has betrayed its customers over", "should be boycotted over",
        "lied to all of us about", "treats people like dirt over", "hides the truth about", "must answer for",
        "got rich by cheating on", "does not deserve a penny because of", "is finished after the scandal over",
    ),
    "rally": (
        "Share this before it disappears.", "Everyone I know agrees.", "Wake up and spread the word.",
        "They hope you stay silent.", "The whole country is talking about it.", "Pass it on to ten friends.",
        "Do not let them bury this.", "Tomorrow may be too late.", "People are finally standing up.",
        "You will not see this on television.",
    ),
    "adverb": (
        "really", "clearly", "simply", "truly", "frankly", "always", "surely", "again", "now", "openly",
    ),
    "song": (
        "Paper Lanterns", "Low Tide", "Ninth Window", "Salt and Silver", "Glasshouse", "Homeward Bells",
    ),
    "fan_cry": (
        "I am crying at", "still not over", "play it louder:", "our girl did it with", "streaming all night:",
        "best bridge ever in", "who else has tickets for", "the choreography of", "my whole heart belongs to",
        "day one fan and proud of",
    ),
    "fan_tail": (
        "see you in the front row", "I have no voice left", "thank you for ten years", "meet me at the gate",
        "bring the blue lights", "mum thinks I am mad", "and the outfit too", "who wants my spare badge",
        "let's trend it tonight", "I learned every step", "hugs to all of you", "screaming into a pillow",
    ),
    "petition": (
        "Keep the night ferry running", "Save the Northmoor library", "Safe crossings for our schools",
        "No parking charges at the hospital", "Free swimming for under tens", "Protect the Calder wetlands",
    ),
    "prize": (
        "a weekend for two", "a year of free coffee", "the new headphones", "a family hamper", "two concert tickets",
    ),
    "demand": (
        "fair rosters and safe crews", "two people on every night crossing", "a pay rise that covers the rent",
        "rest times that let us sleep", "an end to one hour contracts", "a seat at the table",
    ),
}  # fmt: skip

PATTERNS: dict[str, tuple[str, ...]] = {
    "politics": (
        "{opening} {party} {deed} {matter} {place}, {reason}.",
        "{opening} {person} {deed} {matter}, {reason}. {closing}",
        "{matter} {place}: {person} {deed} that, {reason}. {closing}",
        "{place} {party} {deed} {matter}, {reason}. {closing}",
    ),
    "brand": (
        "{opening} {brand} {brand_deed} {service}, {brand_reason}.",
        "{moment} {brand} {brand_deed} {service}, {brand_reason}. {closing}",
        "{brand} {brand_deed} {service} {place}, {brand_reason}. {closing}",
    ),
    "life": (
        "{moment} {doing} {place}, {feeling}.",
        "{opening} {doing} {moment}, {feeling}. {closing}",
        "{doing} {moment}, {reason}, {feeling}.",
    ),
    "reply": (
        "{agree} {claim} {place}, {tail}.",
        "{agree} {claim}, {reason}. {closing}",
        "{claim}, {reason}, {tail}.",
    ),
    "quote": ("{agree} {claim}, {reason}. {closing}", "{opening} {claim}, {tail}. {closing}"),
    "short": ("{short}",),
    "headline": (
        "{party} {news_act} {matter} {place} {news_context}",
        "{person} {news_act} {matter} {place} {news_context}",
        "{brand} {news_act} {service} {place} {news_context}",
    ),
    "statement": ("{promise} {matter} {place}, {reason}. {closing}", "{moment} {promise} {matter}, {reason}."),
    "brand_statement": ("{moment} we improved {service} {place}, {feeling}. {closing}",),
    "pitch_party": (
        "{party} {praise} {matter} {place}, {reason}. {rally}",
        "{opening} {party} {praise} {matter}, {reason}. {rally}",
    ),
    "pitch_brand": (
        "{brand} {attack} {service} {place}, {brand_reason}. {rally}",
        "{opening} {brand} {attack} {service}, {brand_reason}. {rally}",
    ),
    "fan": ("{fan_cry} {song} {moment}, {fan_tail}!", "{moment} nothing but {song}, {fan_tail}"),
    "fan_reply": ("{fan_tail}, {fan_cry} {song} {moment}!", "{agree} {fan_cry} {song}, {fan_tail}"),
    "toolkit": ("As a member of " + UNION + " I ask for {demand} {place}, {reason}. #FerryStrike",),
    "contest": ("I want to win {prize} with {brand}! Retweet to win, the draw is on Sunday #{tag}",),
    "petition": ('I just signed "{petition}". Add your name too via @petition https://petition.example/en/{slug}',),
}
REPAIRS: tuple[tuple[str, str], ...] = ()  # English needs none; see french.py
