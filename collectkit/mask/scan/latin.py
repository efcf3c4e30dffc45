"""Names of persons in Latin letters: common given names and family names, English and pinyin.

A column is judged by the share of its cells, so a rare name that is missed costs less than a word taken for a name:
names that are everyday words (Grace, May, Bill) are left out, and so are pinyin syllables that are English words.
"""

from __future__ import annotations

import polars as pl


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


GIVEN = _set(
    """
    aaron adam adrian alan albert alejandro alex alexander alexandra alexis alice alicia allison alyssa amanda amber
    amy andrea andrew angela anita ann anna anne annie anthony antonio april ashley audrey austin barbara beatrice
    benjamin bernard beth betty beverly billy bobby bonnie bradley brandon brandy brenda brent brett brian brianna
    brittany bruce bryan caitlin calvin cameron carl carla carlos carol caroline carolyn carrie cassandra catherine
    cathy chad charles charlotte chelsea cheryl chloe christian christina christine christopher cindy claire clara
    claudia cody colleen collin connie connor corey cory courtney craig cristian crystal curtis cynthia daisy dalton
    damon dana daniel danielle danny darlene darrell darren dave david deanna debbie deborah debra denise dennis derek
    derrick desiree destiny devin devon diana diane dominic donald donna doris dorothy douglas dustin dylan eddie
    edgar edith edward edwin eileen elaine eleanor elizabeth ellen emily emma eric erica erik erika erin ernest ethan
    eugene evan evelyn felicia florence frances francis francisco gabriel gabriella gail garrett gary gavin geoffrey
    george gerald gina glenn gloria gordon grant greg gregory guy haley hannah harold harry heather hector heidi helen
    henry herbert holly howard hugh ian irene isaac isabel isabella jack jackie jackson jaclyn jacob jacqueline jaime
    jake james jamie jane janet janice jared jasmine jason javier jay jean jeanette jeff jeffery jeffrey jenna
    jennifer jenny jeremiah jeremy jerome jerry jesse jessica jesus jill jim jimmy joan joann joanna joanne jocelyn
    jodi joe joel john johnny johnathan jon jonathan jordan jorge jose joseph joshua joyce juan juanita judith judy
    julia julian julie justin kaitlin kara karen karina karl karla kate katelyn katherine kathleen kathryn kathy katie
    katrina kayla keith kelli kellie kelly kelsey ken kendra kenneth kerry kevin kim kimberly kirk krista kristen
    kristi kristin kristina kristine kristy kurt kyle lance larry latoya laura lauren laurie lawrence leah lee leonard
    leroy leslie lewis linda lindsay lindsey lisa lois lori louis lucas lucy luis luke lydia lynn mackenzie madeline
    madison makayla malik mandy marc marcia marcus margaret maria mariah marie marilyn mario marissa marjorie mark
    marlene martha martin marvin mary mason mathew matthew maureen maurice max maxwell megan meghan melanie melinda
    melissa melvin meredith michael michaela micheal michele michelle miguel mike mindy miranda misty mitchell molly
    monica morgan mohamed mohammed muhammad nancy natalie natasha nathan nathaniel nicholas nichole nicolas nicole
    nina noah norma norman olivia omar oscar pablo paige pam pamela parker patricia patrick paul paula pauline pedro
    peggy perry peter philip phillip phyllis priscilla rachael rachel ralph ramon randall randy raven raymond rebecca
    regina renee ricardo richard rick ricky rita roberta robert roberto robin rodney roger ronald ronnie rosemary ross
    roy russell ruth ryan sabrina sally sam samantha samuel sandra sara sarah scott sean sergio seth shane shannon
    sharon shaun shawn sheena sheila shelby shelley shelly sheri sherri sherry shirley sierra sonia sophia sophie
    spencer stacey stacie stacy stanley stefanie stephanie stephen steve steven stuart summer susan suzanne sydney
    sylvia tabitha tamara tammie tammy tanner tanya tara tasha taylor teresa terrance terri terry theodore theresa
    thomas tiffany tim timothy tina todd tom tommy toni tony tonya tracey traci tracie tracy travis trevor tricia
    tristan troy tyler valerie vanessa veronica vicki vickie victor victoria vincent virginia vivian wanda warren
    wayne wendy wesley whitney william willie xavier yolanda yvette yvonne zachary zoe
    """
)
FAMILY = _set(
    """
    adams aguilar allen alvarez anderson arnold bailey barnes bennett boyd brooks bryant butler campbell carroll
    castillo castro chavez clark coleman collins contreras cooper cruz cunningham daniels davis diaz duncan edwards
    elliott ellis evans fernandez ferguson fisher fleming fletcher flores franklin freeman garcia garza gibson gomez
    gonzales gonzalez graham griffin guerrero gutierrez guzman hamilton hansen hanson harris harrison hawkins
    henderson hernandez herrera hicks hoffman holmes hughes jenkins jensen jimenez johnson johnston jones juarez
    kennedy khan kumar larson lopez lynch marshall martinez mccoy mcdonald medina mejia mendez mendoza miller mills
    molina montgomery morales moreno morris morrison munoz murphy murray myers nelson newman nguyen nichols obrien
    o'brien olson ortega ortiz owens palmer patel patterson payne pena perez perkins peters peterson phillips pham
    powell ramirez ramos reed reyes reynolds richards richardson rivera roberts robertson robinson rodgers rodriguez
    rogers romero rosario rossi ruiz salazar sanchez sanders sandoval santiago santos schmidt schneider schultz silva
    simmons simpson singh smith snyder soto stephens stevens stewart sullivan thompson torres tran vargas vasquez
    vazquez wagner walters watkins watson weaver webb williams williamson wilson cai cao chen cheng deng ding dong
    duan fang feng gao gong guo hou huang jia jiang jin lei liang liao liu lu luo meng ouyang pan peng qian qin qiu
    ren shao shen shi sun tang tian wang wei wen wu xia xiao xie xiong xu xue yan yang yao ye yin yuan zeng zhang zhao
    zheng zhong zhou zhu zou
    """
)
NAMED = r"^\p{Latin}[\p{Latin}'’.-]*(?:(?: |, ?)\p{Latin}[\p{Latin}'’.-]*){1,3}$"
_WORD = r"[\p{Latin}'’]{2,}"
_MOST = 40


def names(cells: pl.Series, candidates: pl.Series) -> pl.Series:
    """Return which cells are two to four words, one of them a common name; no nulls.

    Args:
        cells: String, no nulls.
        candidates: Boolean: which of them may be.
    """
    at = pl.Series((candidates & (cells.str.len_bytes() <= _MOST)).arg_true())
    formed = at.filter(cells.gather(at).str.contains(NAMED)) if len(at) else at
    words = pl.DataFrame({"at": formed, "word": cells.gather(formed).str.to_lowercase().str.extract_all(_WORD)})
    named = words.explode("word").filter(pl.col("word").is_in([*GIVEN, *FAMILY]))["at"].unique()
    return pl.Series([False]).new_from_index(0, len(cells)).scatter(named, True)
