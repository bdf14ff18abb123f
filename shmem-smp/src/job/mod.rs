//! shim
pub(crate) struct Attached {
    pub(crate) segment: crate::segment::Segment,
    pub(crate) pe: usize,
    pub(crate) supervised: bool,
}
pub(crate) fn attach() -> Result<Attached, String> {
    let g = crate::layout::Geometry::new(1, 1 << 30).unwrap();
    Ok(Attached {
        segment: crate::segment::Segment::create(g, false, crate::segment::Extent::Whole).unwrap(),
        pe: 0,
        supervised: false,
    })
}
